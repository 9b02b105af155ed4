//! The timestamp that clients sign: `Tue Sep 3 04:05:06 UTC 2024`.
//!
//! It is read leniently and signed strictly: another case, a padded day, a wrong weekday and `GMT` are read, but what a client must have
//! signed is the canonical text of that second.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ZONES: [&str; 2] = ["UTC", "GMT"];

/// Digits of a year.
const YEAR_DIGITS: usize = 4;

/// The canonical text of a `TIMESTAMP` of the form `EEE MMM d HH:mm:ss z yyyy`: its true weekday, its day without a zero in front, `UTC`.
/// None where it is not of the form.
pub fn canonical_timestamp(text: &str) -> Option<String> {
    let mut parts = text.split(' ');
    let [weekday, month, day, time, zone, year] = std::array::from_fn(|_| parts.next());
    index(&WEEKDAYS, weekday?)?;
    let month = index(&MONTHS, month?)? + 1;
    let day = day.filter(|day| (1..=2).contains(&day.len())).and_then(number)?;
    let [hour, minute, second] = clock(time?)?;
    let is_zone = ZONES.contains(&zone?);
    let year = year.filter(|year| year.len() == YEAR_DIGITS).and_then(number)?;
    if !is_zone || parts.next().is_some() {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, day)?;
    Some(written(date.and_hms_opt(hour, minute, second)?))
}

fn written(at: NaiveDateTime) -> String {
    let weekday = WEEKDAYS[at.weekday().num_days_from_monday() as usize];
    let month = MONTHS[at.month0() as usize];
    format!("{weekday} {month} {} {} UTC {:04}", at.day(), at.format("%H:%M:%S"), at.year())
}

/// The place of a name, compared without case.
fn index(names: &[&str], given: &str) -> Option<usize> {
    names.iter().position(|name| name.eq_ignore_ascii_case(given))
}

/// `HH:mm:ss`
fn clock(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(':');
    let [hour, minute, second] =
        std::array::from_fn(|_| parts.next().filter(|part| part.len() == 2).and_then(number));
    if parts.next().is_some() { None } else { Some([hour?, minute?, second?]) }
}

/// A number of digits alone: no sign.
fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANONICAL: &str = "Tue Sep 3 04:05:06 UTC 2024";

    #[test]
    fn the_timestamps_of_clients_are_canonical() {
        for text in [CANONICAL, "Sun Dec 31 23:59:59 UTC 2023", "Thu Jan 1 00:00:00 UTC 1970"] {
            assert_eq!(canonical_timestamp(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_ways_to_write_the_same_second_are_read() {
        for text in [
            "tue sep 3 04:05:06 UTC 2024",
            "TUE SEP 3 04:05:06 UTC 2024",
            "Tue Sep 03 04:05:06 UTC 2024",
            "Mon Sep 3 04:05:06 UTC 2024",
            "Tue Sep 3 04:05:06 GMT 2024",
        ] {
            assert_eq!(canonical_timestamp(text).as_deref(), Some(CANONICAL), "{text}");
        }
    }

    #[test]
    fn what_is_no_timestamp_is_none() {
        let texts = [
            "",
            "     ",
            "Tue Sep 31 04:05:06 UTC 2024",
            "Tue Sep 003 04:05:06 UTC 2024",
            "Tue Sep 0 04:05:06 UTC 2024",
            "Tue Sep +3 04:05:06 UTC 2024",
            "Tue Sep 3 24:05:06 UTC 2024",
            "Tue Sep 3 4:05:06 UTC 2024",
            "Tue Sep 3 04:05:60 UTC 2024",
            "Tue Sep 3 04:05:06:07 UTC 2024",
            "Tue Sep 3 04:05:06 utc 2024",
            "Tue Sep 3 04:05:06 Z 2024",
            "Tue Sep 3 04:05:06 CEST 2024",
            "Tue Sep 3 04:05:06 +05:30 2024",
            "Tue Sep  3 04:05:06 UTC 2024",
            "Tue Sep 3 04:05:06 UTC 2024 ",
            "Tue Sep 3 04:05:06 UTC 24",
            "Tue Sep 3 04:05:06 UTC 99999999999999999999",
            "2024-09-03T04:05:06Z",
            "Di Sep 3 04:05:06 UTC 2024",
            "tors. des. 3 04:05:06 UTC 2024",
            "Tue Sep 3 ٠٤:05:06 UTC 2024",
        ];
        for text in texts {
            assert_eq!(canonical_timestamp(text), None, "{text}");
        }
    }
}
