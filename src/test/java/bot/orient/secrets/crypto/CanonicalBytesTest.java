package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CanonicalBytesTest {

  @Test
  void fieldsDoNotRunTogether() {
    assertThat(of().text("ab").text("c").encoded())
        .isNotEqualTo(of().text("a").text("bc").encoded());
    assertThat(of().text("a").encoded()).isNotEqualTo(of().text("a").text("").encoded());
  }

  @Test
  void aMissingFieldIsNotAnEmptyOne() {
    assertThat(of().text(null).encoded()).isNotEqualTo(of().text("").encoded());
    assertThat(of().number(null).encoded()).isNotEqualTo(of().number(0L).encoded());
  }

  @Test
  void usesDoNotPassForOneAnother() {
    assertThat(new CanonicalBytes("row").text("a").encoded())
        .isNotEqualTo(new CanonicalBytes("seal").text("a").encoded());
  }

  private static CanonicalBytes of() {
    return new CanonicalBytes("test");
  }
}
