package haneul.services.identity.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what python-keystoneclient signs, and Amazon's own example. */
class Ec2SignatureTest {
  private static final String SECRET = "secretkey";

  private static SignedRequest request(
      String signature, String host, String path, Map<String, String> params) {
    return new SignedRequest(signature, "GET", host, path, params, Map.of(), "");
  }

  @Test
  void version0() {
    SignedRequest signed =
        request(
            "V0",
            "",
            "",
            Map.of("SignatureVersion", "0", "Action", "Test", "Timestamp", "2030-01-31T12:00:00Z"));

    assertThat(Ec2Signature.signature(signed, SECRET)).contains("/WMqE/VntoHv5Yw3ITGIuQS7TEU=");
    assertThat(Ec2Signature.signature(request("", "", "", Map.of("SignatureVersion", "0")), SECRET))
        .isEmpty();
  }

  @Test
  void version1() {
    SignedRequest signed =
        request(
            "", "", "", Map.of("SignatureVersion", "1", "Action", "Test", "aWSAccessKeyId", "k"));

    assertThat(Ec2Signature.signature(signed, SECRET)).contains("gcfkTBdgRZt1stAsCVBrFgRIrX4=");
  }

  @Test
  void version2WithAndWithoutThePort() {
    Map<String, String> params =
        Map.of(
            "SignatureVersion",
            "2",
            "SignatureMethod",
            "HmacSHA256",
            "Action",
            "Describe Things",
            "AWSAccessKeyId",
            "k~*",
            "Timestamp",
            "2030-01-31T12:00:00Z");
    String right = "4ZMtLfKiTD3FwOjc9T9Wyd7VfP1pj/cTSZ/dGfp2gKU=";
    SignedRequest signed = request(right, "cloud:8773", "/services/Cloud", params);
    String withoutPort =
        Ec2Signature.signature(request("", "cloud", "/services/Cloud", params), SECRET)
            .orElseThrow();

    assertThat(Ec2Signature.signature(signed, SECRET)).contains(right);
    assertThat(Ec2Signature.matches(signed, SECRET)).isTrue();
    assertThat(
            Ec2Signature.matches(
                request(withoutPort, "cloud:8773", "/services/Cloud", params), SECRET))
        .isTrue();
    assertThat(Ec2Signature.matches(signed, SECRET + "x")).isFalse();
    assertThat(
            Ec2Signature.matches(request(right, "cloud:8774", "/services/Cloud", params), SECRET))
        .isFalse();
  }

  /** From "Signing AWS requests with Signature Version 4": IAM's ListUsers. */
  @Test
  void version4() {
    Map<String, String> params = Map.of("Action", "ListUsers", "Version", "2010-05-08");
    String right = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    String scope = "AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request";
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential="
                + scope
                + ", SignedHeaders=content-type;host;x-amz-date, Signature="
                + right,
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8",
            "Host",
            "iam.amazonaws.com",
            "X-Amz-Date",
            "20150830T123600Z");
    String empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    SignedRequest signed =
        new SignedRequest(right, "GET", "iam.amazonaws.com", "/", params, headers, empty);
    String secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    assertThat(Ec2Signature.matches(signed, secret)).isTrue();
    assertThat(Ec2Signature.matches(signed, "another")).isFalse();
    assertThat(
            Ec2Signature.matches(
                new SignedRequest(right, "GET", "iam.amazonaws.com", "/x", params, headers, empty),
                secret))
        .isFalse();
    assertThat(
            Ec2Signature.matches(
                new SignedRequest(right, "GET", "x", "/", params, Map.of(), empty), secret))
        .isFalse();
  }

  @Test
  void anUnknownVersionIsNone() {
    assertThat(Ec2Signature.signature(request("", "", "", Map.of("SignatureVersion", "7")), SECRET))
        .isEmpty();
  }

  @Test
  void s3SignsItsOwnText() {
    byte[] first = "GET\n\n\n\n/bucket".getBytes(StandardCharsets.UTF_8);
    byte[] fourth =
        "AWS4-HMAC-SHA256\n20300131T120000Z\n20300131/region/s3/aws4_request\nhash"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(Ec2Signature.matches(first, "4zhyugQRGZkqaq0u79+XddUzmeQ=", SECRET)).isTrue();
    assertThat(
            Ec2Signature.matches(
                fourth, "bbb6875d14f4b35b559db535d3d2f7960c50c5a72e4ab4845992094852da87f8", SECRET))
        .isTrue();
    assertThat(
            Ec2Signature.matches(
                first, "bbb6875d14f4b35b559db535d3d2f7960c50c5a72e4ab4845992094852da87f8", SECRET))
        .isFalse();
    for (String bad :
        new String[] {
          "AWS4", "AWS4-HMAC-SHA256\na\nb/c/d\nx", "AWS4-HMAC-SHA256\na\nb/c/ec2/aws4_request\nx"
        }) {
      assertThat(Ec2Signature.matches(bad.getBytes(StandardCharsets.UTF_8), "x", SECRET)).isFalse();
    }
  }
}
