package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFlagsTest {
  @TempDir private Path directory;

  @Test
  void onlyOldControllerManagersAreToldToCloseTheirInsecurePort() throws IOException {
    ClusterAccess access = new ClusterAccess(directory, 6443, List.of());

    assertThat(controllerManagerOf("1.20.2", access)).contains("--port=0");
    assertThat(controllerManagerOf("1.23.17", access)).contains("--port=0");
    assertThat(controllerManagerOf("1.24.0", access)).doesNotContain("--port=0");
    assertThat(controllerManagerOf("1.33.0", access)).doesNotContain("--port=0");
  }

  @Test
  void etcdSkipsFsyncWhereItCan() throws IOException {
    Path old = FakeProgram.write(directory, "old-etcd", "echo --force-new-cluster");
    Path recent = FakeProgram.write(directory, "etcd", "echo --unsafe-no-fsync");

    assertThat(flags("1.20.2", old).etcd()).doesNotContain("--unsafe-no-fsync");
    assertThat(flags("1.33.0", recent).etcd()).contains("--unsafe-no-fsync");
  }

  private List<String> controllerManagerOf(String version, ClusterAccess access) {
    return flags(version, directory.resolve("etcd")).controllerManager(access);
  }

  private ServerFlags flags(String version, Path etcd) {
    return new ServerFlags(
        new ControlPlaneBinaries(
            version,
            etcd,
            directory.resolve("kube-apiserver"),
            directory.resolve("kube-controller-manager")),
        directory,
        2379);
  }
}
