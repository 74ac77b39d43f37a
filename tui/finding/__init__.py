"""Finding: one search over every record of this device, by words, pinyin, people, dates and states."""
