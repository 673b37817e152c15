// What only one kind of case is asked: filings, opinions, tests, bills.
#pragma once

#include "cases/engine.h"

namespace yitong::cases {

/// Rows, situations and diseases that the area's policy does not know.
Errors faults_of_references(const Case& one, const Setting& setting);
/// What fields of a kind have to do with each other, and with policy.
Errors faults_of_particulars(const Case& one, const Setting& setting);
/// Each criterion that applies for certain is answered; to pass, the opinion says that they are
/// met.
Errors faults_of_opinion(const Case& one, const Attempt& attempt, const Setting& setting);
/// Each test that the drug's rule asks for is there, fits its limit and is not too old.
Errors faults_of_tests(const Case& one, const Setting& setting);
/// A change of drug names the case of an approval that is in force, for another drug.
Errors faults_of_change(const Case& one, const Setting& setting);
/// The drug is one that the area's rules name; else the nearest of those are told. An area without
/// a list refuses none.
Errors faults_of_drug(const Case& one, const Setting& setting);
/// Lines, invoices and total add up, and what is refused is a line.
Errors faults_of_lines(const Case& one);
/// The ground is admissible.
Errors faults_of_ground(const Case& one, const Setting& setting);

}  // namespace yitong::cases
