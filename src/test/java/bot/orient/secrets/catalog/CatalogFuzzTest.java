package bot.orient.secrets.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Any file extends the catalog, or is refused by its name; and no format of it takes for ever. */
class CatalogFuzzTest {

  private static final Catalog BUILT_IN = Catalog.load();

  private static final List<byte[]> VALUES =
      List.of(
          new byte[0], "a".repeat(100).getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff});

  @FuzzTest
  void extend(byte[] input) {
    try {
      Catalog extended = BUILT_IN.extendedBy("a file", new ByteArrayInputStream(input));
      assertThat(extended.keys()).hasSizeGreaterThanOrEqualTo(BUILT_IN.keys().size());
      extended.keys().stream()
          .filter(key -> key.format() != null)
          .filter(key -> !BUILT_IN.key(key.key()).equals(Optional.of(key)))
          .forEach(key -> VALUES.forEach(key::looksLike));
    } catch (IOException noText) {
      assertThat(noText).isInstanceOf(CharConversionException.class);
    } catch (CatalogException refused) {
      assertThat(refused.getMessage()).matches("(?s)catalog a file: .+");
    }
  }
}
