// A form of a case 业务表单 on paper: sections of labelled boxes and tables, as such forms look.
// What is not known is an empty box, to be filled in by hand.
#pragma once

#include "policy/dimension.h"
#include "sheet/paper.h"

namespace yitong {

struct FormField {
  Words label, value;
  bool wide = false;  ///< takes the whole line
};

struct FormColumn {
  Words title;
  int width = 0;  ///< tenths of a point; 0: shares what the others leave
  Align align = Align::left;
};
struct FormTable {
  Words title;
  std::vector<FormColumn> columns;
  std::vector<std::vector<Words>> rows;  ///< none: empty lines to write on
};

struct SignedBox {
  Words who;              ///< "审核人"
  std::string name, day;  ///< as printed; empty: a line to sign on
};

struct PrintedSection {
  Words title;
  std::vector<FormField> fields;
  std::vector<FormTable> tables;
  std::vector<Words> notes;
  std::vector<SignedBox> signatures;
};

/// A value is printed up to 2,000 characters, a cell up to 200, a table up to 1,000 rows.
struct CaseSheet {
  std::string number;  ///< "c0303-17"
  Words title, about, standing;
  Ink tone = Ink::black;  ///< of the standing
  Instant as_of;          ///< of the newest event shown
  std::vector<PrintedSection> sections;
  /// What the QR code holds, and the same to be typed; empty: a draft, which nobody can check.
  std::string check_address, check_code;
};

/// PDF; the same bytes for the same sheet and language.
std::string case_pdf(const CaseSheet& sheet, bool chinese);

/// "2026-11-22 10:03" at UTC+8.
std::string printed_time(Instant at);

}  // namespace yitong
