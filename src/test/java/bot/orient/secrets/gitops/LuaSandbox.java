package bot.orient.secrets.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/**
 * Runs Lua as Argo CD does (util/lua in its sources): the object is the global {@code obj}, and of
 * the libraries there are only base, package and table. Argo CD's own {@code os}, of two functions,
 * is left out: a script that needs the time depends on a clock.
 */
final class LuaSandbox {

  private LuaSandbox() {}

  /** What the script returns for the object. */
  static JsonNode run(String script, JsonNode object) {
    Globals globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", toLua(object));
    return toJson(globals.load(script).call(), object);
  }

  private static LuaValue toLua(JsonNode node) {
    if (node.isObject()) {
      LuaTable table = new LuaTable();
      node.properties().forEach(field -> table.set(field.getKey(), toLua(field.getValue())));
      return table;
    }
    if (node.isArray()) {
      LuaTable table = new LuaTable();
      for (int i = 0; i < node.size(); i++) {
        table.set(i + 1, toLua(node.get(i)));
      }
      return table;
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.asDouble());
    }
    if (node.isBoolean()) {
      return LuaValue.valueOf(node.asBoolean());
    }
    return node.isTextual() ? LuaValue.valueOf(node.asText()) : LuaValue.NIL;
  }

  /**
   * @param before tells what an empty table was, as it does for Argo CD; whole numbers stay so
   */
  private static JsonNode toJson(LuaValue value, JsonNode before) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value.istable()) {
      LuaTable table = value.checktable();
      boolean list = table.length() > 0 || table.keyCount() == 0 && !before.isObject();
      return list ? array(table, before) : object(table, before);
    }
    if (value.isboolean()) {
      return json.booleanNode(value.toboolean());
    }
    if (value.type() == LuaValue.TNUMBER) {
      double number = value.todouble();
      return number == Math.rint(number) ? json.numberNode((long) number) : json.numberNode(number);
    }
    return value.isnil() ? json.nullNode() : json.textNode(value.tojstring());
  }

  private static ArrayNode array(LuaTable table, JsonNode before) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 1; i <= table.length(); i++) {
      array.add(toJson(table.get(i), before.path(i - 1)));
    }
    return array;
  }

  private static ObjectNode object(LuaTable table, JsonNode before) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    Varargs entry = table.next(LuaValue.NIL);
    while (!entry.arg1().isnil()) {
      String key = entry.arg1().tojstring();
      object.set(key, toJson(entry.arg(2), before.path(key)));
      entry = table.next(entry.arg1());
    }
    return object;
  }
}
