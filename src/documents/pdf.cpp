#include "documents/pdf.h"

#include <algorithm>
#include <exception>
#define POINTERHOLDER_TRANSITION 4  // of qpdf: the standard pointers alone
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFLogger.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "documents/limits.h"

namespace yitong::documents {
namespace {

constexpr int kMaxDepth = 64;

/// Keys that make a reader do something, wherever in the file they stand.
constexpr std::string_view kActiveKeys[] = {"/JS",           "/JavaScript",    "/AA",
                                            "/EmbeddedFile", "/EmbeddedFiles", "/EF",
                                            "/XFA",          "/RichMedia",     "/RichMediaContent"};
/// Kinds of action (/S) that do more than move within the document or name an address.
constexpr std::string_view kActions[] = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR",
    "/GoToE",      "/Movie",  "/Sound",      "/Rendition",  "/RichMediaExecute"};
/// Kinds of annotation that carry files or media.
constexpr std::string_view kAnnotations[] = {"/FileAttachment", "/RichMedia", "/Movie",
                                             "/Sound",          "/Screen",    "/3D"};

template <class Table>
bool is_one_of(const Table& table, std::string_view name) {
  return std::ranges::find(table, name) != std::end(table);
}

/// What an object does besides showing, or "". Objects it refers to have their own turn.
std::string active_part(QPDFObjectHandle object, int depth) {
  if (depth > kMaxDepth) return "objects nested too deeply";
  if (object.isStream()) object = object.getDict();
  if (object.isArray()) {
    for (int i = 0; i < object.getArrayNItems(); ++i) {
      QPDFObjectHandle item = object.getArrayItem(i);
      if (item.isIndirect()) continue;
      if (std::string found = active_part(item, depth + 1); !found.empty()) return found;
    }
    return {};
  }
  if (!object.isDictionary()) return {};
  for (const std::string& key : object.getKeys()) {
    if (is_one_of(kActiveKeys, key)) return key == "/JS" ? "/JavaScript" : key;
    QPDFObjectHandle value = object.getKey(key);
    if (key == "/S" && value.isName() && is_one_of(kActions, value.getName()))
      return value.getName();
    if (key == "/Subtype" && value.isName() && is_one_of(kAnnotations, value.getName()))
      return value.getName();
    if (value.isIndirect()) continue;
    if (std::string found = active_part(value, depth + 1); !found.empty()) return found;
  }
  return {};
}

/// Readers look for the end from behind and pass over what follows it, so that another file fits.
bool ends_as_pdf(std::string_view bytes) {
  const std::size_t end = bytes.rfind("%%EOF");
  if (end == bytes.npos) return false;
  const std::string_view rest = bytes.substr(end + 5);
  return rest.size() <= 1024 && std::ranges::all_of(rest, [](char c) {
           return c == '\r' || c == '\n' || c == ' ' || c == 0;
         });
}

Result<int> check_parsed(QPDF& pdf) {
  if (pdf.isEncrypted())
    return fail(ErrorCode::unsafe_document, {}, "PDF: encrypted",
                "a PDF that opens without a password");
  if (pdf.getObjectCount() > kMaxPdfObjects)
    return fail(ErrorCode::too_large, {}, std::to_string(pdf.getObjectCount()) + " objects",
                "<= 200,000 objects");
  for (QPDFObjectHandle& object : pdf.getAllObjects())
    if (const std::string found = active_part(object, 0); !found.empty())
      return fail(ErrorCode::unsafe_document, {}, "PDF: " + found,
                  "no scripts, actions, forms that send, media or embedded files");
  const std::size_t pages = QPDFPageDocumentHelper(pdf).getAllPages().size();
  if (pages == 0) return fail(ErrorCode::damaged_document, {}, "PDF: no pages");
  if (pages > std::size_t{kMaxPages})
    return fail(ErrorCode::too_large, {}, std::to_string(pages) + " pages", "<= 200 pages");
  return static_cast<int>(pages);
}

}  // namespace

Result<int> check_pdf(std::string_view bytes) {
  if (!ends_as_pdf(bytes))
    return fail(bytes.find("%%EOF") == bytes.npos ? ErrorCode::damaged_document
                                                  : ErrorCode::unsafe_document,
                {}, "PDF: no end, or more behind it", "%%EOF as the last line");
  try {
    QPDF pdf;
    pdf.setLogger(QPDFLogger::create());
    pdf.getLogger()->setInfo(pdf.getLogger()->discard());
    pdf.getLogger()->setWarn(pdf.getLogger()->discard());
    pdf.getLogger()->setError(pdf.getLogger()->discard());
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("upload", bytes.data(), bytes.size());
    return check_parsed(pdf);
  } catch (const QPDFExc& error) {
    if (error.getErrorCode() == qpdf_e_password)
      return fail(ErrorCode::unsafe_document, {}, "PDF: encrypted",
                  "a PDF that opens without a password");
    return fail(ErrorCode::damaged_document, {}, "PDF: " + error.getMessageDetail());
  } catch (const std::exception&) {
    return fail(ErrorCode::damaged_document, {}, "PDF: cannot be read");
  }
}

}  // namespace yitong::documents
