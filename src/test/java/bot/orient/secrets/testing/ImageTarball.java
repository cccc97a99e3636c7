package bot.orient.secrets.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An image as {@code docker save} writes it, unpacked where no container engine is needed. */
public final class ImageTarball {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  /** In a mount namespace of its own; Java finds its libraries by /proc. */
  private static final String ENTER =
      """
      mount -t proc proc "$0/proc" && directory=$1 && user=$2 && shift 2 &&
      exec unshare --root="$0" --wd="$directory" --setgid="${user#*:}" --setuid="${user%:*}" "$@"\
      """;

  private static final String STAND_IN = "cd \"$0\" && exec \"$@\"";

  private static final Pattern AUTHORITY =
      Pattern.compile("certificate-authority: *\"?([^\"\\n]+)\"?");

  private final JsonNode config;
  private final int layers;
  private final Path root;

  private ImageTarball(JsonNode config, int layers, Path root) {
    this.config = config;
    this.layers = layers;
    this.root = root;
  }

  /**
   * @param directory empty; gets the image's root file system
   */
  public static ImageTarball unpack(Path tarball, Path directory) throws IOException {
    Path saved = Files.createDirectory(directory.resolve("saved"));
    tar("-xf", tarball, saved);
    JsonNode manifest = JSON.readTree(saved.resolve("manifest.json").toFile()).get(0);
    Path root = Files.createDirectory(directory.resolve("root"));
    for (JsonNode layer : manifest.get("Layers")) {
      tar("-xf", saved.resolve(layer.asText()), root);
    }
    return new ImageTarball(
        JSON.readTree(saved.resolve(manifest.get("Config").asText()).toFile()).get("config"),
        manifest.get("Layers").size(),
        root);
  }

  private static void tar(String mode, Path archive, Path into) {
    Command.run(List.of("tar", mode, archive.toString(), "-C", into.toString())).orThrow();
  }

  /** Makes the base of the image once more: {@code base.tar} in the directory. */
  public static void buildBase(Path directory) {
    Command.run(List.of("src/main/image/build-base", directory.toString())).orThrow();
  }

  /** As the image says how it is to be run. */
  public JsonNode config() {
    return config;
  }

  public int layers() {
    return layers;
  }

  public Path root() {
    return root;
  }

  /**
   * What runs it: as root, in its own root file system and as its own user; else with its own Java
   * and class path.
   */
  public List<String> command() throws IOException {
    List<String> command = new ArrayList<>(java());
    for (int i = 1; i < config.get("Entrypoint").size(); i++) {
      String argument = config.get("Entrypoint").get(i).asText();
      command.add(argument.startsWith("@") && !IS_ROOT ? classPath(argument) : argument);
    }
    return command;
  }

  private List<String> java() throws IOException {
    List<String> command = new ArrayList<>();
    if (IS_ROOT) {
      addWhatAContainerEngineMounts();
      command.addAll(List.of("unshare", "--mount", "sh", "-c", ENTER, root.toString()));
      command.addAll(List.of(workingDirectory(), config.get("User").asText()));
    } else {
      command.addAll(List.of("sh", "-c", STAND_IN, pathOf(workingDirectory())));
    }
    command.add(pathOf("/usr/lib/jvm/java/bin/java"));
    return command;
  }

  private String workingDirectory() {
    return config.get("WorkingDir").asText();
  }

  /** The image's own variables; what runs it is looked for on this machine, so without PATH. */
  public Map<String, String> environment() {
    return StreamSupport.stream(config.get("Env").spliterator(), false)
        .map(variable -> variable.asText().split("=", 2))
        .filter(variable -> !variable[0].equals("PATH"))
        .collect(
            Collectors.toMap(
                variable -> variable[0],
                variable -> variable[1].replace("/app/", pathOf("/app/"))));
  }

  /**
   * Gives it what a pod has for the API server, with all certificates in it, since others' files
   * are not in its file system.
   *
   * @return what the file is called for what {@link #command} runs
   */
  public String addKubeconfig(ControlPlane controlPlane) throws IOException {
    Path kubeconfig = root.resolve("tmp/kubeconfig");
    Files.writeString(kubeconfig, embedded(Files.readString(controlPlane.kubeconfig())));
    Files.setPosixFilePermissions(kubeconfig, PosixFilePermissions.fromString("rw-r--r--"));
    return pathOf("/tmp/kubeconfig");
  }

  private static String embedded(String kubeconfig) throws IOException {
    Matcher authority = AUTHORITY.matcher(kubeconfig);
    if (!authority.find()) {
      throw new IllegalStateException("the kubeconfig names no certificate-authority");
    }
    byte[] certificate = Files.readAllBytes(Path.of(authority.group(1)));
    return authority.replaceAll(
        "certificate-authority-data: " + Base64.getEncoder().encodeToString(certificate));
  }

  /** What a file of the image is called for what {@link #command} runs. */
  public String pathOf(String inImage) {
    return IS_ROOT ? inImage : root + inImage;
  }

  private String classPath(String argument) throws IOException {
    return Files.readString(Path.of(root + argument.substring(1))).replace("/app/", root + "/app/");
  }

  private void addWhatAContainerEngineMounts() throws IOException {
    Path dev = root.resolve("dev");
    if (!Files.exists(dev)) {
      Files.createDirectory(root.resolve("proc"));
      Files.createDirectory(dev);
      device(dev.resolve("random"), "8");
      device(dev.resolve("urandom"), "9");
      device(dev.resolve("null"), "3");
    }
  }

  private static void device(Path path, String minor) {
    Command.run(List.of("mknod", "--mode=666", path.toString(), "c", "1", minor)).orThrow();
  }
}
