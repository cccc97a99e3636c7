package bot.orient.secrets.kms;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.kms.v2.EncryptResponse;
import bot.orient.secrets.kms.v2.StatusResponse;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;

/** Whatever a plugin answers is used as the contract has it, or refused in one short line. */
class KmsAnswersFuzzTest {

  private static final KmsAnswers ANSWERS = new KmsAnswers("the plugin");

  @FuzzTest
  void status(byte[] input) {
    try {
      assertPrintable(ANSWERS.problem(StatusResponse.parseFrom(input)));
    } catch (InvalidProtocolBufferException unreadable) {
      // gRPC never gives us such an answer.
    } catch (KekUnavailableException refused) {
      assertRefusal(refused);
    }
  }

  @FuzzTest
  void encrypt(byte[] input) {
    try {
      EncryptResponse answer = EncryptResponse.parseFrom(input);
      ANSWERS.encrypted(answer);
      assertThat(answer.getCiphertext().size()).isBetween(1, 1024);
      assertThat(answer.getKeyId()).isNotEmpty();
    } catch (InvalidProtocolBufferException unreadable) {
      // gRPC never gives us such an answer.
    } catch (KekUnavailableException refused) {
      assertRefusal(refused);
    }
  }

  private static void assertRefusal(KekUnavailableException refused) {
    assertThat(refused.getMessage()).startsWith("the plugin ");
    assertPrintable(refused.getMessage());
  }

  private static void assertPrintable(String text) {
    assertThat(text).matches("[\\x20-\\x7e]{0,500}");
  }
}
