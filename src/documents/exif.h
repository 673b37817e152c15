// The one thing of a photo's metadata that is needed before all of it is dropped.
#pragma once

#include <string_view>

namespace yitong::documents {

/// 1 to 8 as Exif 2.3 has it; 1 when a JPEG file says nothing that can be read.
int orientation_of_jpeg(std::string_view bytes);

}  // namespace yitong::documents
