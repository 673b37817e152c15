#include "identity/id_token.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <rapidcheck/gtest.h>

#include "identity/json_value.h"
#include "identity/provider.h"

namespace yitong::identity {
namespace {

const Instant kSignInTime{1'800'000'000'000'000};
const IdTokenWanted kWanted{"https://id.example", "yitong", "nonce-1"};

/// A provider's key as the provider has it: with its secret half.
class TestSigner {
 public:
  TestSigner(std::string id, std::string algorithm)
      : id_(std::move(id)), algorithm_(std::move(algorithm)) {
    if (algorithm_ == "ES256")
      key_ = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    else if (algorithm_ == "EdDSA")
      key_ = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    else
      key_ = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
  }
  ~TestSigner() { EVP_PKEY_free(key_); }
  TestSigner(const TestSigner&) = delete;
  TestSigner& operator=(const TestSigner&) = delete;

  std::string jwk() const {
    std::string out = R"({"kid":")" + id_ + R"(","use":"sig","alg":")" + algorithm_ + R"(",)";
    if (algorithm_ == "ES256") {
      const std::string point = octets(OSSL_PKEY_PARAM_PUB_KEY);
      out += R"("kty":"EC","crv":"P-256","x":")" + to_base64url(point.substr(1, 32)) +
             R"(","y":")" + to_base64url(point.substr(33));
    } else if (algorithm_ == "EdDSA") {
      out += R"("kty":"OKP","crv":"Ed25519","x":")" + to_base64url(octets(OSSL_PKEY_PARAM_PUB_KEY));
    } else {
      out += R"("kty":"RSA","n":")" + to_base64url(number(OSSL_PKEY_PARAM_RSA_N)) + R"(","e":")" +
             to_base64url(number(OSSL_PKEY_PARAM_RSA_E));
    }
    return out + "\"}";
  }

  std::string token(const std::string& claims, std::string head = {}) const {
    if (head.empty()) head = R"({"alg":")" + algorithm_ + R"(","kid":")" + id_ + "\"}";
    const std::string text = to_base64url(head) + "." + to_base64url(claims);
    return text + "." + to_base64url(sign(text));
  }

 private:
  std::string octets(const char* name) const {
    std::string out(200, '\0');
    std::size_t size = 0;
    EXPECT_EQ(EVP_PKEY_get_octet_string_param(
                  key_, name, reinterpret_cast<unsigned char*>(out.data()), out.size(), &size),
              1);
    out.resize(size);
    return out;
  }
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key_, name, &value), 1);
    std::string out(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(value);
    return out;
  }
  std::string sign(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* how = nullptr;
    EVP_DigestSignInit(context, &how, algorithm_ == "EdDSA" ? nullptr : EVP_sha256(), nullptr,
                       key_);
    if (algorithm_ == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string out(600, '\0');
    std::size_t size = out.size();
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return algorithm_ == "ES256" ? pair_of(out) : out;
  }
  static std::string pair_of(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), bytes, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), bytes + 32, 32);
    ECDSA_SIG_free(signature);
    return out;
  }

  const std::string id_, algorithm_;
  EVP_PKEY* key_ = nullptr;
};

std::string claims_with(const std::string& more) {
  return R"({"iss":"https://id.example","sub":"u-1","aud":"yitong","exp":1800000300,)"
         R"("iat":1800000000,"nonce":"nonce-1")" +
         more + "}";
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::vector<ProviderKey> keys_of(std::initializer_list<const TestSigner*> signers) {
  std::string text;
  for (const TestSigner* each : signers) text += (text.empty() ? "" : ",") + each->jwk();
  return parse_key_set(R"({"keys":[)" + text + "]}").value();
}

std::optional<ErrorCode> fault_of(const std::string& token, const std::vector<ProviderKey>& keys) {
  const auto checked = check_id_token(token, keys, kWanted, kSignInTime);
  return checked ? std::nullopt : std::optional(checked.error()[0].code);
}

TEST(IdToken, IsTakenByEachAlgorithmAndByNoOther) {
  for (const std::string algorithm : {"RS256", "PS256", "ES256", "EdDSA"}) {
    const TestSigner signer("k1", algorithm), other("k1", algorithm);
    const auto keys = keys_of({&signer});
    ASSERT_EQ(keys.size(), 1u) << algorithm;
    const std::string token = signer.token(claims_with(R"(,"amr":["pwd","otp"],"acr":"2")"));
    const auto taken = check_id_token(token, keys, kWanted, kSignInTime);
    ASSERT_TRUE(taken) << algorithm << taken.error()[0].str(false);
    EXPECT_EQ(taken->subject, "u-1");
    EXPECT_EQ(taken->methods, (std::vector<std::string>{"pwd", "otp"}));
    EXPECT_EQ(taken->context, "2");
    EXPECT_EQ(fault_of(other.token(claims_with("")), keys), ErrorCode::bad_id_token) << algorithm;
    for (const std::string named : {"none", "HS256", "RS512", "", "rs256"})
      EXPECT_EQ(
          fault_of(signer.token(claims_with(""), R"({"alg":")" + named + R"(","kid":"k1"})"), keys),
          ErrorCode::bad_id_token);
  }
}

TEST(IdToken, OfOneAlgorithmIsNotTakenAsAnother) {
  const TestSigner rsa("k1", "RS256"), curve("k2", "ES256");
  const auto keys = keys_of({&rsa, &curve});
  EXPECT_EQ(fault_of(rsa.token(claims_with(""), R"({"alg":"PS256","kid":"k1"})"), keys),
            ErrorCode::unknown_signing_key);
  EXPECT_EQ(fault_of(curve.token(claims_with(""), R"({"alg":"ES256","kid":"k1"})"), keys),
            ErrorCode::unknown_signing_key);
  EXPECT_EQ(fault_of(rsa.token(claims_with(""), R"({"alg":"RS256","kid":"k3"})"), keys),
            ErrorCode::unknown_signing_key);
  EXPECT_FALSE(fault_of(rsa.token(claims_with(""), R"({"alg":"RS256"})"), keys));
  const TestSigner second("k3", "RS256");
  EXPECT_EQ(fault_of(rsa.token(claims_with(""), R"({"alg":"RS256"})"), keys_of({&rsa, &second})),
            ErrorCode::unknown_signing_key);
  EXPECT_EQ(
      fault_of(rsa.token(claims_with(""), R"({"alg":"RS256","kid":"k1","crit":["b64"]})"), keys),
      ErrorCode::bad_id_token);
}

TEST(IdToken, NamesTheClaimThatIsWrong) {
  const TestSigner signer("k1", "ES256");
  const auto keys = keys_of({&signer});
  const std::string good = claims_with("");
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(signer.token(replaced(good, from, to)), keys);
  };
  EXPECT_EQ(fault("id.example", "other.example"), ErrorCode::wrong_issuer);
  EXPECT_EQ(fault("\"yitong\"", "\"elsewhere\""), ErrorCode::wrong_audience);
  EXPECT_EQ(fault("\"yitong\"", "[]"), ErrorCode::wrong_audience);
  EXPECT_EQ(fault("\"yitong\"", R"(["yitong","elsewhere"])"), ErrorCode::wrong_audience);
  EXPECT_FALSE(fault("\"yitong\"", R"(["yitong","elsewhere"],"azp":"yitong")"));
  EXPECT_EQ(fault("\"yitong\"", R"("yitong","azp":"elsewhere")"), ErrorCode::wrong_audience);
  EXPECT_EQ(fault("\"yitong\"", R"("yitong","azp":7)"), ErrorCode::wrong_audience);
  EXPECT_FALSE(fault("1800000300", "1799999941"));
  EXPECT_EQ(fault("1800000300", "1799999940"), ErrorCode::id_token_expired);
  EXPECT_EQ(fault("1800000300", "\"never\""), ErrorCode::id_token_expired);
  EXPECT_EQ(fault("1800000300", "99999999999999"), ErrorCode::id_token_expired);
  EXPECT_FALSE(fault("1800000000", "1800000060"));
  EXPECT_EQ(fault("1800000000", "1800000061"), ErrorCode::id_token_expired);
  EXPECT_EQ(fault("1800000000", "1800000000,\"nbf\":1800000061"), ErrorCode::id_token_expired);
  EXPECT_FALSE(fault("1800000000", "1800000000.5,\"nbf\":1800000060"));
  EXPECT_EQ(fault("nonce-1", "nonce-2"), ErrorCode::wrong_nonce);
  EXPECT_EQ(fault(",\"nonce\":\"nonce-1\"", ""), ErrorCode::wrong_nonce);
  EXPECT_EQ(fault("u-1", ""), ErrorCode::bad_id_token);
  EXPECT_EQ(fault("\"u-1\"", "1"), ErrorCode::bad_id_token);
  EXPECT_EQ(fault("u-1", std::string(256, 'u')), ErrorCode::bad_id_token);
  EXPECT_EQ(fault("u-1", std::string(17'000, 'u')), ErrorCode::bad_id_token);
  EXPECT_EQ(fault("\"sub\":\"u-1\"", R"("sub":"u-1","sub":"u-2")"), ErrorCode::bad_id_token);
}

RC_GTEST_PROP(IdToken, WithAChangedByteIsRefused, ()) {
  static const TestSigner signer("k1", "ES256");
  static const auto keys = keys_of({&signer});
  static const std::string token = signer.token(claims_with(""));
  const auto at = *rc::gen::inRange<std::size_t>(0, token.size());
  const char to = *rc::gen::arbitrary<char>();
  RC_PRE(to != token[at]);
  std::string changed = token;
  changed[at] = to;
  RC_ASSERT(fault_of(changed, keys).has_value());
}

TEST(KeySet, PassesOverWhatIsNoPublicSigningKey) {
  const TestSigner signer("k1", "ES256");
  const auto count = [](const std::string& keys) {
    const auto read = parse_key_set(R"({"keys":[)" + keys + "]}");
    return read ? static_cast<int>(read->size()) : -1;
  };
  EXPECT_EQ(count(signer.jwk()), 1);
  EXPECT_EQ(count(replaced(signer.jwk(), "\"sig\"", "\"enc\"")), 0);
  EXPECT_EQ(count(replaced(signer.jwk(), "ES256", "ES384")), 0);
  EXPECT_EQ(count(R"({"kty":"oct","k":"c2VjcmV0","alg":"HS256"})"), 0);
  EXPECT_EQ(count(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), 0);
  EXPECT_EQ(count(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"), 0);
  const std::string zeros = to_base64url(std::string(32, '\1'));
  EXPECT_EQ(count(R"({"kty":"EC","crv":"P-256","x":")" + zeros + R"(","y":")" + zeros + "\"}"), 0);
  std::string many = "{}";
  for (int i = 0; i < 64; ++i) many += ",{}";
  EXPECT_EQ(count(many), -1);
  EXPECT_FALSE(parse_key_set("[]"));
}

TEST(JsonTree, IsStrict) {
  const auto good = parse_tree(R"( {"a":[1,-2.5,true,null,"\u00e9\ud83d\ude00\n"],"b":{"c":0}} )");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->find("a")->elements[0].whole, 1);
  EXPECT_EQ(good->find("a")->elements[1].whole, -2);
  EXPECT_EQ(good->find("a")->elements[4].text, "\xC3\xA9\xF0\x9F\x98\x80\n");
  EXPECT_EQ(good->find("b")->number("c"), 0);
  for (const std::string_view bad :
       {"", "{", "{}x", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\"}", "01", "1.", "+1", "nul", "\"\\x\"",
        "\"\\ud83d\"", "\"\\udc00\"", "\"a\nb\"", "\"\xFF\"", "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]"})
    EXPECT_FALSE(parse_tree(bad)) << bad;
}

RC_GTEST_PROP(Base64Url, ComesBack, (const std::string& bytes)) {
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

TEST(Provider, IsReadFromAFileWithEveryFaultNamed) {
  const auto read = parse_providers(
      R"({"providers":[{"name":"gov","label":{"zh":"政务","en":"Government"},)"
      R"("issuer":"https://id.example","client_id":"yitong","client_secret_file":"secret",)"
      R"("areas":["990000"],"second_factor":{"amr":["otp"]}}]})");
  ASSERT_TRUE(read) << read.error()[0].str(false);
  EXPECT_TRUE(stands_for_second_factor(read->front(), {"u", {"pwd", "otp"}, ""}));
  EXPECT_FALSE(stands_for_second_factor(read->front(), {"u", {"pwd"}, ""}));
  const auto bad = parse_providers(
      R"({"providers":[{"name":"a b","label":{"zh":"政务"},"issuer":"http://id.example",)"
      R"("client_secret_file":"secret","areas":["99"],"colour":1}]})");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().size(), 6u);
  for (const std::string_view text : {"", "[]", R"({"providers":[]})", R"({"providers":[1]})"})
    EXPECT_FALSE(parse_providers(text)) << text;
}

TEST(Provider, IsReachedByHttpsOrOnThisMachine) {
  for (const std::string_view good :
       {"https://id.example/x?y=1", "http://127.0.0.1:80", "http://localhost/a", "http://[::1]:9"})
    EXPECT_TRUE(is_allowed_address(good)) << good;
  for (const std::string_view bad :
       {"http://id.example", "http://127.0.0.1.example/", "https://", "ftp://x", "https://a b",
        "http://127.0.0.1@id.example/", "https://a/#b", "file:///etc/passwd", "http://localhost.a"})
    EXPECT_FALSE(is_allowed_address(bad)) << bad;
}

}  // namespace
}  // namespace yitong::identity
