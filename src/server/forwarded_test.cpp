#include "server/forwarded.h"

#include <gtest/gtest.h>

#include <vector>

namespace yitong::server {
namespace {

const std::vector<std::string> kProxies = {"127.0.0.1", "10.0.0.2", "2001:db8::2"};

TEST(Forwarded, BelievesTrustedProxiesOnly) {
  EXPECT_EQ(client_address("192.0.2.1", "198.51.100.7", kProxies), "192.0.2.1");
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.7", kProxies), "198.51.100.7");
  EXPECT_EQ(client_address("127.0.0.1", "", kProxies), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.7", {}), "127.0.0.1");
}

TEST(Forwarded, TakesTheRightmostThatNoProxyIs) {
  EXPECT_EQ(client_address("127.0.0.1", "203.0.113.9, 198.51.100.7,10.0.0.2", kProxies),
            "198.51.100.7");
  EXPECT_EQ(client_address("127.0.0.1", "10.0.0.2, 2001:DB8:0::2", kProxies), "10.0.0.2");
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.7, nonsense, 10.0.0.2", kProxies), "10.0.0.2");
  EXPECT_EQ(client_address("127.0.0.1", "nonsense", kProxies), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", ",", kProxies), "127.0.0.1");
}

TEST(Forwarded, KnowsOneAddressInOneForm) {
  EXPECT_EQ(canonical_address(" 2001:DB8:0:0::1 "), "2001:db8::1");
  EXPECT_EQ(canonical_address("::ffff:192.0.2.1"), "192.0.2.1");
  for (const std::string_view bad : {"", "192.0.2.1:80", "[::1]", "example", "192.0.2.256"})
    EXPECT_EQ(canonical_address(bad), "") << bad;
}

}  // namespace
}  // namespace yitong::server
