package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every object of every kind in a namespace, with all its fields, managed ones included.
 *
 * @param objects in every version that the API server has of them
 */
public record ClusterObjects(List<GenericKubernetesResource> objects) {

  public static ClusterObjects of(KubernetesClient client, TestNamespace namespace) {
    List<GenericKubernetesResource> objects = new ArrayList<>();
    for (String groupVersion : groupVersions(client)) {
      APIResourceList resources = client.getApiResources(groupVersion);
      if (resources != null) {
        resources.getResources().stream()
            .filter(resource -> resource.getNamespaced() && resource.getVerbs().contains("list"))
            .forEach(resource -> objects.addAll(list(client, namespace, groupVersion, resource)));
      }
    }
    return new ClusterObjects(objects);
  }

  private static List<String> groupVersions(KubernetesClient client) {
    List<String> versions = new ArrayList<>(List.of("v1"));
    client.getApiGroups().getGroups().stream()
        .map(APIGroup::getVersions)
        .flatMap(List::stream)
        .map(GroupVersionForDiscovery::getGroupVersion)
        .forEach(versions::add);
    return versions;
  }

  private static List<GenericKubernetesResource> list(
      KubernetesClient client, TestNamespace namespace, String groupVersion, APIResource resource) {
    int slash = groupVersion.indexOf('/');
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : groupVersion.substring(0, slash))
                .withVersion(groupVersion.substring(slash + 1))
                .withKind(resource.getKind())
                .withPlural(resource.getName())
                .withNamespaced(true)
                .build())
        .inNamespace(namespace.name())
        .list()
        .getItems();
  }

  public Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    objects.forEach(object -> kinds.add(object.getKind()));
    return kinds;
  }

  /**
   * Each object as text, by version, kind and name.
   *
   * @param secrets the only Secrets that are left without their data
   */
  public Map<String, String> textsWithoutDataOf(Set<String> secrets) {
    Map<String, String> texts = new TreeMap<>();
    for (GenericKubernetesResource object : objects) {
      String name = object.getMetadata().getName();
      if (object.getKind().equals("Secret") && secrets.contains(name)) {
        object.getAdditionalProperties().remove("data");
      }
      texts.put(
          object.getApiVersion() + " " + object.getKind() + " " + name,
          object.getMetadata() + " " + object.getAdditionalProperties());
    }
    return texts;
  }
}
