package bot.orient.secrets.crypto;

import java.util.Map;

/**
 * Encrypts small things with a key that it never gives out: what the contract of Kubernetes KMS v2
 * promises. All methods may be called by many threads, and none hangs.
 */
public interface KeyService {

  /** The id of the key it encrypts with, 1 to 1024 bytes of printable text. */
  String keyId();

  /**
   * @throws KeyServiceUnavailableException when it has been unhealthy for too long to write on
   */
  void requireWritable();

  /**
   * @throws KeyServiceUnavailableException when it does not answer or refuses
   * @throws KekUnavailableException when its answer breaks the contract
   */
  Encrypted encrypt(SecretBytes plaintext);

  /**
   * @throws KeyServiceUnavailableException when it does not answer or refuses
   * @throws KekUnavailableException when its answer breaks the contract
   */
  SecretBytes decrypt(Encrypted encrypted);

  /** What a person would call it: {@code KMS plugin unix:///var/run/kms/plugin.sock}. */
  String description();

  /**
   * What it encrypted.
   *
   * @param keyId the key it did it with
   * @param ciphertext 1 to 1024 bytes
   * @param annotations the service's own notes, 32 KiB at most, to be given back for decryption
   */
  record Encrypted(String keyId, byte[] ciphertext, Map<String, byte[]> annotations) {

    public Encrypted {
      annotations = Map.copyOf(annotations);
    }

    @Override
    public String toString() {
      return "Encrypted[keyId=" + keyId + "]";
    }
  }
}
