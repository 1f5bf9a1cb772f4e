package haneul.tools.doctor;

import haneul.tools.doctor.QemuDisks.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The guests that libvirt knows, whether they run or not; https://libvirt.org/formatdomain.html */
final class LibvirtGuests {
  private static final String DIRECTORY = "/etc/libvirt/qemu";
  private static final int MAX_FILE_BYTES = 4 << 20;

  private LibvirtGuests() {}

  /** The disks that lie in files, by the guests' names. */
  static Map<String, List<Disk>> disks(Host host) throws IOException {
    Map<String, List<Disk>> disks = new TreeMap<>();
    if (!host.has(DIRECTORY)) {
      return disks;
    }
    try (DirectoryStream<Path> guests = Files.newDirectoryStream(host.file(DIRECTORY), "*.xml")) {
      for (Path guest : guests) {
        if (Files.size(guest) <= MAX_FILE_BYTES) {
          Document document = parse(guest);
          disks.put(text(document, "name"), disks(document));
        }
      }
    }
    return disks;
  }

  private static Document parse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(in);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " is not as libvirt writes it: " + e.getMessage(), e);
    }
  }

  private static String text(Document document, String element) {
    NodeList found = document.getElementsByTagName(element);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  private static List<Disk> disks(Document document) {
    List<Disk> disks = new ArrayList<>();
    NodeList found = document.getElementsByTagName("disk");
    for (int i = 0; i < found.getLength(); i++) {
      Element disk = (Element) found.item(i);
      String file = attribute(disk, "source", "file");
      if (!file.isEmpty() && disk.getElementsByTagName("readonly").getLength() == 0) {
        String cache = attribute(disk, "driver", "cache");
        disks.add(
            new Disk(file, List.of("none", "directsync").contains(cache), !cache.equals("unsafe")));
      }
    }
    return disks;
  }

  private static String attribute(Element disk, String element, String attribute) {
    NodeList found = disk.getElementsByTagName(element);
    return found.getLength() == 0 ? "" : ((Element) found.item(0)).getAttribute(attribute);
  }
}
