package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.PutRequest;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads the request to set a value. */
final class ValueRequest {

  private static final String VALUE = "value";
  private static final String BASE64 = "valueBase64";

  private ValueRequest() {}

  /** The value in it is for the caller to close. */
  static PutRequest of(ApiRequest request) {
    JsonFields body = JsonFields.of(request.body(), VALUE, BASE64, "category", "description");
    return new PutRequest(
        request.scope(),
        request.key(),
        value(body, ""),
        body.text("category").orElse(null),
        body.text("description").orElse(null),
        Preconditions.expectation(request),
        Preconditions.token(request));
  }

  /**
   * The value of an object, for the caller to close.
   *
   * @param place of the object in the request, to be followed by the field's name
   */
  static SecretBytes value(JsonFields body, String place) {
    Optional<String> text = body.text(VALUE);
    Optional<String> base64 = body.text(BASE64);
    if (text.isPresent() == base64.isPresent()) {
      throw invalid(
          place + VALUE,
          "give the value as a string in value, or as base64 in valueBase64, and not both");
    }
    return text.map(given -> utf8(given, place))
        .orElseGet(() -> decoded(base64.orElseThrow(), place));
  }

  /** JSON can hold half a surrogate pair, which no encoding can. */
  private static SecretBytes utf8(String text, String place) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      Arrays.fill(encoded.array(), (byte) 0);
      return SecretBytes.owning(bytes);
    } catch (CharacterCodingException e) {
      throw invalid(
          place + VALUE, "value holds half of a surrogate pair; send bytes in valueBase64");
    }
  }

  private static SecretBytes decoded(String base64, String place) {
    try {
      return SecretBytes.owning(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      // Its message quotes a character of the value.
      throw invalid(
          place + BASE64, "valueBase64 is not base64 (RFC 4648, with + and /, on one line)");
    }
  }

  private static ProblemException invalid(String field, String detail) {
    return Problem.in(field, ProblemType.INVALID_FIELD, detail).asException();
  }
}
