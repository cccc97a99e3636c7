/** The operator's entry point and its settings; everything else lives in the packages below. */
package bot.orient.secrets;
