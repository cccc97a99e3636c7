package bot.orient.secrets.cli.client;

import javax.net.ssl.SSLContext;

/**
 * Where the admin API is and whom to trust there.
 *
 * @param url without a slash at its end
 * @param end ends what leads there
 */
record ServerAddress(String url, SSLContext tls, Runnable end) {

  void close() {
    end.run();
  }
}
