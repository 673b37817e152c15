#include "identity/provider.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "base/id.h"
#include "identity/json_value.h"

namespace yitong::identity {
namespace {

constexpr std::size_t kMaxProviderText = 500, kMaxListed = 64;
constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";

/// application/x-www-form-urlencoded, of one value.
std::string form_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "-_.~", kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const auto byte = static_cast<unsigned char>(c);
    if (letter || kPlain.find(c) != std::string_view::npos)
      out += c;
    else
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return out;
}

void add_parameter(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty() && out.back() != '?' && out.back() != '&') out += '&';
  out.append(name).append("=").append(form_encoded(value));
}

std::string with_query(std::string_view address) {
  return std::string(address) + (address.find('?') == std::string_view::npos ? "?" : "&");
}

/// Reads one object of the file by its members, and lists what is wrong.
class ProviderText {
 public:
  ProviderText(const JsonTree& tree, std::string path, Errors& errors)
      : tree_(tree), path_(std::move(path)), errors_(errors) {}

  void know(std::initializer_list<std::string_view> names) {
    for (const std::string& name : tree_.names)
      if (std::ranges::find(names, name) == names.end())
        errors_.push_back({ErrorCode::unknown_field, path_ + "/" + name, {}, {}, {}});
  }
  std::string text(std::string_view name, bool required = true) {
    const JsonTree* member = tree_.find(name);
    if (member == nullptr) {
      if (required) missing(name);
      return {};
    }
    const bool fits = member->type == JsonTree::Type::string && !member->text.empty() &&
                      member->text.size() <= kMaxProviderText;
    if (!fits) wrong(name, member->text, "a text of 1 to 500 bytes");
    return fits ? member->text : std::string();
  }
  std::vector<std::string> list(std::string_view name) {
    if (tree_.find(name) == nullptr) return {};
    auto out = tree_.strings(name);
    if (!out || out->empty() || out->size() > kMaxListed)
      wrong(name, {}, "an array of 1 to 64 texts");
    return out.value_or(std::vector<std::string>());
  }
  const JsonTree* object(std::string_view name, bool required) {
    const JsonTree* member = tree_.find(name);
    if (member == nullptr && required) missing(name);
    if (member == nullptr || member->type == JsonTree::Type::object) return member;
    wrong(name, {}, "an object");
    return nullptr;
  }
  void missing(std::string_view name) {
    errors_.push_back({ErrorCode::missing_field, path_ + "/" + std::string(name), {}, {}, {}});
  }
  void wrong(std::string_view name, std::string found, std::string rule) {
    errors_.push_back({ErrorCode::bad_value,
                       path_ + "/" + std::string(name),
                       std::move(found),
                       std::move(rule),
                       {}});
  }
  std::string at(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  const JsonTree& tree_;
  const std::string path_;
  Errors& errors_;
};

Provider read_provider(const JsonTree& tree, std::string path, Errors& errors) {
  ProviderText in(tree, std::move(path), errors);
  in.know({"name", "label", "issuer", "client_id", "client_secret_file", "agency", "areas",
           "second_factor"});
  Provider out;
  out.name = in.text("name"), out.issuer = in.text("issuer"), out.client = in.text("client_id");
  out.secret_file = in.text("client_secret_file"), out.agency = in.text("agency", false);
  out.areas = in.list("areas");
  if (!out.name.empty() && !is_token(out.name, 32))
    in.wrong("name", out.name, "^[A-Za-z0-9._-]{1,32}$");
  if (!out.issuer.empty() && (!is_allowed_address(out.issuer) || out.issuer.ends_with('/') ||
                              out.issuer.find('?') != std::string::npos))
    in.wrong("issuer", out.issuer,
             "https://…, or http:// on loopback; no query, no slash at the end");
  for (const std::string& each : out.areas)
    if (!is_area_code(each) && each != "000000")
      in.wrong("areas", each, "^[0-9]{6}$; 000000 is the whole country");
  if (const JsonTree* label = in.object("label", true)) {
    ProviderText words(*label, in.at("label"), errors);
    words.know({"zh", "en"});
    out.label_zh = words.text("zh"), out.label_en = words.text("en");
  }
  if (const JsonTree* factor = in.object("second_factor", false)) {
    ProviderText values(*factor, in.at("second_factor"), errors);
    values.know({"amr", "acr"});
    out.second_factor_methods = values.list("amr"), out.second_factor_contexts = values.list("acr");
  }
  return out;
}

bool has_any(const std::vector<std::string>& wanted, const std::vector<std::string>& given) {
  return std::ranges::any_of(given, [&](const std::string& each) {
    return std::ranges::find(wanted, each) != wanted.end();
  });
}

std::unexpected<Errors> not_a_provider(std::string_view member) {
  return fail(ErrorCode::provider_unreachable, "/" + std::string(member), {},
              "an address of the discovery document, https or on loopback");
}

}  // namespace

Result<std::vector<Provider>> parse_providers(std::string_view text) {
  const auto tree = parse_tree(text);
  const JsonTree* list = tree ? tree->find("providers") : nullptr;
  if (list == nullptr || list->type != JsonTree::Type::array || list->elements.empty() ||
      list->elements.size() > kMaxProviders || tree->names.size() != 1)
    return fail(ErrorCode::bad_value, "/providers", {}, "an object with an array of 1 to 16");
  Errors errors;
  std::vector<Provider> out;
  for (const JsonTree& each : list->elements) {
    const std::string path = "/providers/" + std::to_string(out.size());
    out.push_back(read_provider(each, path, errors));
    const auto same = std::ranges::count(out, out.back().name, &Provider::name);
    if (same > 1)
      errors.push_back(
          {ErrorCode::bad_value, path + "/name", out.back().name, "each name once", {}});
  }
  if (!errors.empty()) return fail(std::move(errors));
  return out;
}

bool stands_for_second_factor(const Provider& provider, const IdToken& token) {
  return has_any(provider.second_factor_methods, token.methods) ||
         has_any(provider.second_factor_contexts, {token.context});
}

std::string discovery_address(const Provider& provider) {
  return provider.issuer + std::string(kWellKnown);
}

bool is_allowed_address(std::string_view address) {
  constexpr std::string_view kTls = "https://", kPlain = "http://";
  const bool tls = address.starts_with(kTls);
  if ((!tls && !address.starts_with(kPlain)) || address.size() > kMaxProviderText) return false;
  for (const char c : address)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F ||
        c == '#' || c == '@' || c == '\\')
      return false;
  std::string_view host = address.substr(tls ? kTls.size() : kPlain.size());
  host = host.substr(0, std::min(host.find_first_of("/?"), host.size()));
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, std::min(host.find(':'), host.size()));
  return !host.empty() && (tls || host == "127.0.0.1" || host == "localhost");
}

Result<ProviderPlaces> parse_places(std::string_view text, const Provider& provider) {
  const auto tree = parse_tree(text);
  if (!tree) return not_a_provider("");
  const std::string issuer = tree->string("issuer").value_or(std::string());
  if (issuer != provider.issuer)
    return fail(ErrorCode::wrong_issuer, "/issuer", issuer.substr(0, kMaxProviderText),
                provider.issuer);
  ProviderPlaces out;
  struct Place {
    std::string_view member;
    std::string ProviderPlaces::*to;
  };
  constexpr std::array<Place, 4> kPlaces{
      {{"authorization_endpoint", &ProviderPlaces::authorization},
       {"token_endpoint", &ProviderPlaces::token},
       {"jwks_uri", &ProviderPlaces::keys},
       {"end_session_endpoint", &ProviderPlaces::end_session}}};
  for (const Place& each : kPlaces) {
    out.*each.to = tree->string(each.member).value_or(std::string());
    const bool may_lack = each.to == &ProviderPlaces::end_session && (out.*each.to).empty();
    if (!may_lack && !is_allowed_address(out.*each.to)) return not_a_provider(each.member);
  }
  return out;
}

std::string authorization_address(const Provider& provider, const ProviderPlaces& places,
                                  const SignInSecrets& secrets, std::string_view back) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(secrets.verifier.data()), secrets.verifier.size(),
         hash.data());
  std::string out = with_query(places.authorization);
  add_parameter(out, "response_type", "code");
  add_parameter(out, "client_id", provider.client);
  add_parameter(out, "redirect_uri", back);
  add_parameter(out, "scope", "openid");
  add_parameter(out, "state", secrets.state);
  add_parameter(out, "nonce", secrets.nonce);
  add_parameter(out, "code_challenge",
                to_base64url({reinterpret_cast<const char*>(hash.data()), hash.size()}));
  add_parameter(out, "code_challenge_method", "S256");
  return out;
}

std::string token_request(std::string_view code, std::string_view verifier, std::string_view back) {
  std::string out;
  add_parameter(out, "grant_type", "authorization_code");
  add_parameter(out, "code", code);
  add_parameter(out, "redirect_uri", back);
  add_parameter(out, "code_verifier", verifier);
  return out;
}

std::string client_credentials(const Provider& provider) {
  return form_encoded(provider.client) + ":" + form_encoded(provider.secret);
}

Result<std::string> id_token_in(std::string_view reply) {
  const auto tree = parse_tree(reply);
  const auto token = tree ? tree->string("id_token") : std::nullopt;
  if (token) return *token;
  const std::string said = tree ? tree->string("error").value_or(std::string()) : std::string();
  return fail(ErrorCode::provider_refused, "/code", said.substr(0, 64), "an id_token");
}

std::string sign_out_address(const Provider& provider, const ProviderPlaces& places,
                             std::string_view back) {
  if (places.end_session.empty()) return {};
  std::string out = with_query(places.end_session);
  add_parameter(out, "client_id", provider.client);
  add_parameter(out, "post_logout_redirect_uri", back);
  return out;
}

}  // namespace yitong::identity
