// Bugs planted on purpose, to see the fault simulator find them (./dev prove sim). The build option
// YITONG_PLANT chooses one; without it every question is answered no, and nothing is compiled in.
//
//   1  replies leave before the commit          4  counts are read once a batch
//   2  a reversal leaves one count standing     5  a tombstone's second answer is not journaled
//   3  a message id stands for any body         6  a commit is not synced
//   7  a reversal keeps its invoice             8  a release is not journaled
//   9  the name of an action is not kept       10  the second of two on one case is not told
//  11  who proposed a refusal may decide it    12  a filing that is ended stays in force
#pragma once

#ifndef YITONG_PLANT
#define YITONG_PLANT 0
#endif

namespace yitong {

static constexpr bool planted(int bug) { return bug == YITONG_PLANT; }

}  // namespace yitong
