package bot.orient.secrets.testing.clock;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets all calls of one static method in a class go to a method of the same name and type of
 * another class. Only the constant pool is touched (JVMS 4.4), so that any version of class file
 * will do and no library is needed.
 *
 * @param owner internal names, as {@code java/lang/System}
 */
record MethodRedirection(String owner, String name, String type, String newOwner) {

  private static final int BEFORE_POOL = 8;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;

  /** One entry of the pool as it is, its tag first. */
  private record Entry(int at, int tag, int first, int second) {}

  /** The class with its calls redirected; null if it has none, as a transformer says it. */
  byte[] apply(byte[] classFile) {
    try {
      return new Pool(classFile).redirected();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Pool {

    private final byte[] classFile;
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final int size;
    private final int end;

    Pool(byte[] classFile) throws IOException {
      this.classFile = classFile;
      ByteArrayInputStream bytes = new ByteArrayInputStream(classFile);
      DataInputStream in = new DataInputStream(bytes);
      in.skipBytes(BEFORE_POOL);
      size = in.readUnsignedShort();
      for (int index = 1; index < size; index++) {
        int at = classFile.length - bytes.available();
        int tag = in.readUnsignedByte();
        switch (tag) {
          case UTF8 -> texts.put(index, in.readUTF());
          case CLASS -> entries.put(index, new Entry(at, tag, in.readUnsignedShort(), 0));
          case METHOD, NAME_AND_TYPE ->
              entries.put(
                  index, new Entry(at, tag, in.readUnsignedShort(), in.readUnsignedShort()));
          default -> {
            in.skipBytes(length(tag));
            // A long and a double take two places.
            index += tag == 5 || tag == 6 ? 1 : 0;
          }
        }
      }
      end = classFile.length - bytes.available();
    }

    private static int length(int tag) {
      return switch (tag) {
        case 5, 6 -> 8;
        case 8, 16, 19, 20 -> 2;
        case 15 -> 3;
        case 3, 4, 9, 11, 17, 18 -> 4;
        default -> throw new IllegalArgumentException("constant pool tag " + tag);
      };
    }

    byte[] redirected() throws IOException {
      List<Entry> calls = new ArrayList<>();
      entries.values().stream().filter(this::isOurs).forEach(calls::add);
      if (calls.isEmpty()) {
        return null;
      }
      byte[] copy = classFile.clone();
      for (Entry call : calls) {
        // The class that the second of the two new entries will be.
        copy[call.at() + 1] = (byte) (size + 1 >> Byte.SIZE);
        copy[call.at() + 2] = (byte) (size + 1);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(copy, 0, BEFORE_POOL);
      out.writeShort(size + 2);
      out.write(copy, BEFORE_POOL + 2, end - BEFORE_POOL - 2);
      out.writeByte(UTF8);
      out.writeUTF(newOwner);
      out.writeByte(CLASS);
      out.writeShort(size);
      out.write(copy, end, copy.length - end);
      return bytes.toByteArray();
    }

    private boolean isOurs(Entry entry) {
      if (entry.tag() != METHOD) {
        return false;
      }
      Entry called = entries.get(entry.second());
      return owner.equals(texts.get(entries.get(entry.first()).first()))
          && name.equals(texts.get(called.first()))
          && type.equals(texts.get(called.second()));
    }
  }
}
