package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The bill of materials that the build writes, held against pom.xml. */
class BillOfMaterialsIT {

  private static JsonNode bom;
  private static Document pom;

  @BeforeAll
  static void read() throws Exception {
    bom = new ObjectMapper().readTree(Path.of("target", "bom.json").toFile());
    pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile());
  }

  private static Set<String> components() {
    return StreamSupport.stream(bom.get("components").spliterator(), false)
        .map(component -> component.get("group").asText() + ":" + component.get("name").asText())
        .collect(Collectors.toSet());
  }

  private static List<String> dependencies(String condition) throws Exception {
    XPath paths = XPathFactory.newInstance().newXPath();
    NodeList nodes =
        (NodeList)
            paths.evaluate(
                "/project/dependencies/dependency[" + condition + "]", pom, XPathConstants.NODESET);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      names.add(
          paths.evaluate("groupId", nodes.item(i))
              + ":"
              + paths.evaluate("artifactId", nodes.item(i)));
    }
    return names;
  }

  @Test
  void itListsWhatTheOperatorRunsWith() throws Exception {
    assertThat(dependencies("not(scope) or scope='runtime'")).hasSizeGreaterThan(10);
    assertThat(components())
        .containsAll(dependencies("not(scope) or scope='runtime'"))
        .as("and what those bring")
        .contains("io.fabric8:kubernetes-client-api", "com.google.guava:guava");
  }

  @Test
  void itListsNothingThatOnlyTestsUse() throws Exception {
    assertThat(dependencies("scope='test'")).isNotEmpty();
    assertThat(components()).doesNotContainAnyElementsOf(dependencies("scope='test'"));
  }

  @Test
  void everyComponentCanBeLookedUp() {
    assertThat(bom.get("components"))
        .allSatisfy(
            component -> {
              assertThat(component.get("version").asText()).isNotEmpty();
              assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
              assertThat(component.get("hashes")).isNotEmpty();
            });
    assertThat(bom.at("/metadata/component/name").asText()).isEqualTo("orient-secrets-operator");
  }

  /** The class path of this very JVM has the jars of exactly these versions. */
  @Test
  void versionsAreThoseThatAreTested() {
    Set<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .map(entry -> Path.of(entry).getFileName().toString())
            .collect(Collectors.toSet());

    assertThat(bom.get("components"))
        .extracting(
            component -> component.get("name").asText() + "-" + component.get("version").asText())
        .allSatisfy(name -> assertThat(jars).anyMatch(jar -> jar.startsWith(name)));
  }
}
