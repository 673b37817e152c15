#include "cli/catalogue_command.h"

#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "catalogue/catalogue.h"
#include "catalogue/csv.h"
#include "catalogue/edition_text.h"
#include "catalogue/import.h"

namespace yitong {
namespace {

namespace fs = std::filesystem;

struct CatalogueOptions {
  std::string table, file, edition, title, from, extends, out;
  std::string query, kind, area, folder = "catalogues/national-2024";
  std::size_t limit = 20;
  std::size_t most_faults = 100;
  bool keep_good = false;
  bool chinese = false;
};

void print_faults(const Errors& faults, const CatalogueOptions& options) {
  for (std::size_t i = 0; i < faults.size() && i < options.most_faults; ++i)
    fmt::print("{}\n", faults[i].str(options.chinese));
  if (faults.size() > options.most_faults)
    fmt::print("… and {} more\n", faults.size() - options.most_faults);
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return fail(ErrorCode::io_failed, path.string());
  return {};
}

/// edition.csv as the options say; those not given stay as they are in `stage`.
std::string edition_row(const fs::path& stage, const CatalogueOptions& options) {
  std::array<std::string, 5> row;
  if (const auto text = read_file((stage / "edition.csv").string()))
    read_table(Table::edition, *text, "edition.csv", [&](std::span<const std::string_view> fields) {
      std::ranges::copy(fields, row.begin());
    });
  if (!options.edition.empty()) row[0] = options.edition;
  if (!options.title.empty()) row[1] = options.title;
  if (row[1].empty()) row[1] = row[0];
  if (!options.from.empty()) row[2] = options.from;
  if (!options.extends.empty()) row[3] = options.extends;
  std::string out = "name,title,in_force_from,extends,example\n";
  const std::vector<std::string_view> fields(row.begin(), row.end());
  append_csv_row(out, fields);
  return out;
}

/// Readings of characters that are new, so that the rows can be found by pinyin.
Result<void> add_readings(const fs::path& stage) {
  const auto text = Catalogue::read_text(stage.string());
  if (!text) return fail(text.error());
  const std::string rows = missing_readings(*text);
  if (rows.empty()) return {};
  const auto own = read_file((stage / "pinyin.csv").string());
  return write_file(stage / "pinyin.csv",
                    import_csv(Table::pinyin, own.value_or("text,pinyin\n") + rows, "pinyin").csv);
}

/// The edition is built beside its place and moved there only when it loads, so a refused import
/// changes nothing.
Result<Catalogue> stage_edition(const fs::path& stage, Table table, std::string_view csv,
                                const CatalogueOptions& options) {
  if (auto done = write_file(stage / "edition.csv", edition_row(stage, options)); !done)
    return fail(done.error());
  const std::string file = std::string(rules_of(table).name) + ".csv";
  if (auto done = write_file(stage / file, csv); !done) return fail(done.error());
  if (auto done = add_readings(stage); !done) return fail(done.error());
  return Catalogue::load(stage.string());
}

int import_file(const CatalogueOptions& options) {
  const auto table = parse_table(options.table);
  if (!table || *table == Table::edition) {
    fmt::print(
        stderr, "{}\n",
        Error{ErrorCode::bad_value,
              "KIND",
              options.table,
              "areas, drugs, services, diseases, chronic_diseases, institutions, local_terms "
              "or pinyin",
              {}}
            .str(options.chinese));
    return 2;
  }
  const auto text = read_file(options.file);
  if (!text) {
    print_faults(text.error(), options);
    return 1;
  }
  const ImportReport report = import_csv(*table, *text, options.file);
  print_faults(report.refused, options);
  fmt::print("{} rows read, {} good, {} refused\n", report.rows_read, report.rows_kept,
             report.refused_rows);
  if (!report.is_whole || (!report.is_clean() && !options.keep_good)) {
    fmt::print("Nothing written. Correct the file, or import the good rows with --keep-good.\n");
    return 1;
  }
  const fs::path out = fs::absolute(options.out).lexically_normal();
  const fs::path stage = out.string() + ".importing", old = out.string() + ".old";
  std::error_code fault;
  fs::remove_all(stage, fault);
  if (fs::exists(out))
    fs::copy(out, stage, fault);
  else
    fs::create_directories(stage, fault);
  const auto edition = stage_edition(stage, *table, report.csv, options);
  if (!edition) {
    print_faults(edition.error(), options);
    fs::remove_all(stage, fault);
    return 1;
  }
  fs::remove_all(old, fault);
  if (fs::exists(out)) fs::rename(out, old, fault);
  if (!fault) fs::rename(stage, out, fault);
  if (fault) {
    fmt::print(
        stderr, "{}\n",
        Error{ErrorCode::io_failed, out.string(), fault.message(), {}, {}}.str(options.chinese));
    return 1;
  }
  fs::remove_all(old, fault);
  fmt::print("{}: edition {}, in force from {}, hash {}\n", out.string(), edition->facts().name,
             edition->facts().in_force_from.str(), edition->hash_hex());
  return 0;
}

/// "38.5" yuan for 38,500,000 millionths.
std::string yuan_of(std::int64_t micro_yuan) {
  std::string out = fmt::format("{}.{:06}", micro_yuan / 1'000'000, micro_yuan % 1'000'000);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out;
}

std::string terms_line(const CatalogueItem& item) {
  std::string out(item.item_class == ItemClass::unknown ? "?" : name_of(item.item_class));
  if (const auto ratio = item.self_pay_first()) out += " " + ratio->str();
  if (item.price_ceiling_micro_yuan != 0) out += " <=" + yuan_of(item.price_ceiling_micro_yuan);
  return out;
}

int search(const CatalogueOptions& options) {
  const auto kind = parse_item_kind(options.kind);
  if (!options.kind.empty() && !kind) {
    fmt::print(stderr, "{}\n",
               Error{ErrorCode::bad_value,
                     "--kind",
                     options.kind,
                     "drug, service, disease, chronic_disease, area or institution",
                     {}}
                   .str(options.chinese));
    return 2;
  }
  const auto catalogue = Catalogue::load(options.folder);
  if (!catalogue) {
    print_faults(catalogue.error(), options);
    return 1;
  }
  const AreaCatalogue area = catalogue->in_area(options.area);
  for (const SearchHit& hit : catalogue->search(options.query, kind, options.limit)) {
    const CatalogueItem& item = *area.terms(hit.item);
    const ItemTexts texts = catalogue->texts(item);
    fmt::print("{:24} {:15} {}", item.code_length == 0 ? "-" : item.code(), name_of(item.kind),
               texts.name);
    if (!texts.detail.empty()) fmt::print(" ({})", texts.detail);
    if (item.kind == ItemKind::drug || item.kind == ItemKind::service)
      fmt::print(" [{}; {}]", terms_line(item), item.grade);
    if (hit.codes > 1) fmt::print(" and {} further codes", hit.codes - 1);
    if (!texts.restriction.empty()) fmt::print(" {}", texts.restriction);
    if (!texts.note.empty()) fmt::print(" 【{}】", texts.note);
    fmt::print("\n");
  }
  return 0;
}

int show(const CatalogueOptions& options) {
  const auto catalogue = Catalogue::load(options.folder);
  if (!catalogue) {
    print_faults(catalogue.error(), options);
    return 1;
  }
  const EditionFacts& facts = catalogue->facts();
  fmt::print("{} · {}\nin force from {}\nhash {}\n", facts.name, facts.title,
             facts.in_force_from.str(), catalogue->hash_hex());
  for (std::size_t kind = 0; kind < kItemKinds; ++kind)
    fmt::print("{:>8} {}\n", catalogue->items(static_cast<ItemKind>(kind)).size(),
               name_of(static_cast<ItemKind>(kind)));
  return 0;
}

}  // namespace

void add_catalogue_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CatalogueOptions>();
  CLI::App* catalogue =
      app.add_subcommand("catalogue", "Import and search drugs, service items, diseases, areas");
  catalogue->require_subcommand(1);
  CLI::App* import_command =
      catalogue->add_subcommand("import", "Check a CSV file and put it into an edition");
  import_command
      ->add_option("kind", options->table, "drugs, services, institutions, local_terms, …")
      ->required();
  import_command->add_option("file", options->file, "CSV, UTF-8, with a header row")->required();
  import_command->add_option("--out", options->out, "Folder of the edition")->required();
  import_command->add_option("--edition", options->edition, "Name of the edition");
  import_command->add_option("--title", options->title, "Title for people");
  import_command->add_option("--from", options->from, "Day from which the edition is in force");
  import_command->add_option("--extends", options->extends,
                             "Name of the neighbouring folder that it builds upon");
  import_command->add_option("--faults", options->most_faults, "Print at most so many faults");
  import_command->add_flag("--keep-good", options->keep_good,
                           "Import the good rows of a file that has bad ones");
  import_command->add_flag("--zh", options->chinese, "In Chinese");
  import_command->callback([options, &exit_code] { exit_code = import_file(*options); });
  CLI::App* search_command =
      catalogue->add_subcommand("search", "By code, name, pinyin or initials");
  search_command->add_option("query", options->query, "For instance 阿莫, amxl, XJ01")->required();
  search_command->add_option("--kind", options->kind,
                             "drug, service, disease, chronic_disease, area or institution");
  search_command->add_option("--area", options->area, "Terms of this treatment area, six digits");
  search_command->add_option("--catalogue", options->folder, "Folder of the edition");
  search_command->add_option("--limit", options->limit, "At most so many hits");
  search_command->callback([options, &exit_code] { exit_code = search(*options); });
  CLI::App* show_command =
      catalogue->add_subcommand("show", "Name, date, hash and size of an edition");
  show_command->add_option("--catalogue", options->folder, "Folder of the edition");
  show_command->callback([options, &exit_code] { exit_code = show(*options); });
}

}  // namespace yitong
