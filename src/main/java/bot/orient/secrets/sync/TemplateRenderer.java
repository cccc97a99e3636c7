package bot.orient.secrets.sync;

import bot.orient.secrets.sync.FileTemplate.Part;
import bot.orient.secrets.sync.FileTemplate.Section;
import bot.orient.secrets.sync.FileTemplate.Text;
import bot.orient.secrets.sync.FileTemplate.Variable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Puts values into a template. What it says of a failure has no part of any value. */
final class TemplateRenderer {

  /** How rendering ended. */
  sealed interface Rendering {}

  /** The file. */
  record Rendered(byte[] bytes) implements Rendering {
    @Override
    public String toString() {
      return "Rendered[redacted]";
    }
  }

  /**
   * @param message for people
   */
  record Failed(String message) implements Rendering {}

  /** Ends a rendering from any depth; never leaves this class. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;

    Stop(String message) {
      super(message);
    }
  }

  private final Map<String, byte[]> values;
  private final int mostBytes;

  /**
   * @param values by the name of the key in the Secret
   * @param mostBytes that a file, and each part of it that a helper works on, may have
   */
  TemplateRenderer(Map<String, byte[]> values, int mostBytes) {
    this.values = values;
    this.mostBytes = mostBytes;
  }

  /** {@code values} has every key of the template. */
  Rendering render(FileTemplate template) {
    try {
      return new Rendered(render(template.parts(), false));
    } catch (Stop stop) {
      return new Failed(stop.getMessage());
    }
  }

  private byte[] render(List<Part> parts, boolean anyBytes) throws Stop {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      byte[] bytes = render(part, anyBytes);
      if (out.size() + (long) bytes.length > mostBytes) {
        throw new Stop("would be larger than " + mostBytes + " bytes; make it shorter");
      }
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private byte[] render(Part part, boolean anyBytes) throws Stop {
    if (part instanceof Text text) {
      return text.text().getBytes(StandardCharsets.UTF_8);
    }
    if (part instanceof Section section) {
      TemplateHelper helper = section.helper();
      return helper.apply(render(section.parts(), helper.takesAnyBytes()));
    }
    Variable variable = (Variable) part;
    byte[] value = values.get(variable.name());
    if (!anyBytes && !isText(value)) {
      throw new Stop(
          "line %d: the value of %s is not UTF-8 text; put it between {{#base64}} and {{/base64}}"
              .formatted(variable.line(), variable.name()));
    }
    return value;
  }

  private static boolean isText(byte[] value) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
      return true;
    } catch (CharacterCodingException notText) {
      return false;
    }
  }
}
