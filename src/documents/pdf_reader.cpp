#include "documents/pdf_reader.h"

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

using Kind = PdfSeen::Kind;

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
  return std::find(std::begin(table), std::end(table), name) != std::end(table);
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

PdfSeen look_into(QPDF& pdf) {
  if (pdf.isEncrypted()) return {Kind::encrypted, "PDF: encrypted", 0};
  if (pdf.getObjectCount() > kMaxPdfObjects)
    return {Kind::too_large, std::to_string(pdf.getObjectCount()) + " objects", 0};
  for (QPDFObjectHandle& object : pdf.getAllObjects())
    if (const std::string found = active_part(object, 0); !found.empty())
      return {Kind::active, "PDF: " + found, 0};
  const std::size_t pages = QPDFPageDocumentHelper(pdf).getAllPages().size();
  if (pages == 0) return {Kind::damaged, "PDF: no pages", 0};
  if (pages > std::size_t{kMaxPages}) return {Kind::too_large, std::to_string(pages) + " pages", 0};
  return {Kind::fine, {}, static_cast<int>(pages)};
}

}  // namespace

PdfSeen look_into_pdf(std::string_view bytes) {
  try {
    QPDF pdf;
    pdf.setLogger(QPDFLogger::create());
    pdf.getLogger()->setInfo(pdf.getLogger()->discard());
    pdf.getLogger()->setWarn(pdf.getLogger()->discard());
    pdf.getLogger()->setError(pdf.getLogger()->discard());
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("upload", bytes.data(), bytes.size());
    return look_into(pdf);
  } catch (const QPDFExc& error) {
    if (error.getErrorCode() == qpdf_e_password) return {Kind::encrypted, "PDF: encrypted", 0};
    return {Kind::damaged, "PDF: " + error.getMessageDetail(), 0};
  } catch (const std::exception&) {
    return {Kind::damaged, "PDF: cannot be read", 0};
  }
}

}  // namespace yitong::documents
