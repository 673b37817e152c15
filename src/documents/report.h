// What the process that inspects an upload says about it to the one that asked.
//
//   report  = "YTI" , u8 1 , ( u8 0 , fine | u8 1 , refused ) ;                 ledger/bytes.h
//   fine    = u8 type , varint width , varint height , varint pages , bytes content ,
//             bytes thumbnail , [ varint count , { bytes note } ] ;
//             content empty: as it was sent; notes only where the type is a list
//   refused = varint count , { bytes code , bytes found , bytes rule } ;
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong::documents {

enum class KeptType : std::uint8_t { jpeg, pdf, list };
/// "image/jpeg".
std::string_view media_type_of(KeptType type);

struct Inspected {
  KeptType type = KeptType::jpeg;
  int width = 0, height = 0;  ///< pixels; 0 for PDF
  int pages = 1;
  std::string content;                  ///< empty: the bytes as they were sent; of a list its CSV
  std::string thumbnail;                ///< JPEG; else empty
  std::vector<std::string> notes = {};  ///< of a list: digits that were cut
};

std::string encode_report(const Result<Inspected>& inspected);
/// Trusts nothing: the bytes come from a process that may have been taken over. Errors: those
/// reported; document_unchecked for bytes that are no report.
Result<Inspected> decode_report(std::string_view bytes);

}  // namespace yitong::documents
