package bot.orient.secrets.crypto;

import java.util.Map;
import java.util.Optional;

/** A key service in memory, whose keys follow from their ids. */
final class FakeKeyService implements KeyService {

  private final byte[] nonce = new byte[AesGcm.NONCE_BYTES];

  String keyId = "key-1";
  boolean away;
  boolean writable = true;
  int encrypted;
  int decrypted;

  /** Answers decryption with bytes of this length that are not what was encrypted. */
  int garbage;

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public void requireWritable() {
    if (!writable) {
      throw new KeyServiceUnavailableException("not writable");
    }
  }

  @Override
  public Encrypted encrypt(SecretBytes plaintext) {
    refuseWhenAway();
    encrypted++;
    nonce[0]++;
    byte[] key = CryptoSamples.kek(keyId).array();
    return new Encrypted(
        keyId,
        AesGcm.seal(key, nonce, new byte[0], plaintext.array()),
        Map.of("nonce.example.test", nonce.clone(), "empty.example.test", new byte[0]));
  }

  @Override
  public SecretBytes decrypt(Encrypted sealed) {
    refuseWhenAway();
    decrypted++;
    if (garbage > 0) {
      return SecretBytes.owning(new byte[garbage]);
    }
    return Optional.ofNullable(sealed.annotations().get("nonce.example.test"))
        .filter(given -> given.length == AesGcm.NONCE_BYTES)
        .flatMap(
            given ->
                AesGcm.open(
                    CryptoSamples.kek(sealed.keyId()).array(),
                    given,
                    new byte[0],
                    sealed.ciphertext()))
        .map(SecretBytes::owning)
        .orElseThrow(() -> new KeyServiceUnavailableException("refused"));
  }

  private void refuseWhenAway() {
    if (away) {
      throw new KeyServiceUnavailableException("away");
    }
  }

  @Override
  public String description() {
    return "a key service";
  }
}
