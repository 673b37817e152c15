// The forms that are printed of a case: which sections each shows, in order. To add or change a
// form, change a row of printed.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "cases/form.h"

namespace yitong::cases {

enum class Section : std::uint8_t {
  person,       ///< who it is about
  fields,       ///< the fields that `written_by` may write as the last
  papers,       ///< the papers that policy asks for, and what answers them
  declaration,  ///< that all is true, to be signed
  outcome,      ///< where it stands: decided what, when, by whom, why
  course,       ///< who did what when
  signatures    ///< a box each
};

struct FormSection {
  Section section;
  std::string_view zh, en;
  std::optional<Action> written_by = std::nullopt;
};

/// A box to be signed by who did one of the actions; filled in where somebody has.
struct SignatureBox {
  std::string_view zh, en;
  Set<Action> actions;
};

struct PrintedForm {
  Kind kind;
  std::string_view name, zh, en;
  std::span<const FormSection> sections;
  std::span<const SignatureBox> signatures;
  /// Fields that are told when the print is checked, so that an altered one is found out.
  std::span<const std::string_view> essentials;
};

/// By kind; the first of a kind is its main form.
std::span<const PrintedForm> printed_forms();
/// Of an empty name the kind's main form; null where the kind has none such.
const PrintedForm* find_form(Kind kind, std::string_view name);

/// The action whose section shows the field: of those that may write it the latest.
Action shown_with(const Field& field);

}  // namespace yitong::cases
