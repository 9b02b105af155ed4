//! The timestamp that clients sign: `Tue Sep 3 04:05:06 UTC 2024`.

use chrono::NaiveDateTime;

/// As chrono writes `EEE MMM d HH:mm:ss 'UTC' yyyy`.
const FORMAT: &str = "%a %b %d %H:%M:%S UTC %Y";

/// More than any timestamp of that form has.
const LONGEST: usize = 40;

/// Seconds since 1970 of a `TIMESTAMP`; none where it is not of the form, or its weekday is not its day's.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    if text.len() > LONGEST {
        return None;
    }
    Some(NaiveDateTime::parse_from_str(text, FORMAT).ok()?.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timestamps_of_clients_are_read() {
        assert_eq!(parse_timestamp("Tue Sep 3 04:05:06 UTC 2024"), Some(1_725_336_306));
        assert_eq!(parse_timestamp("Sun Dec 31 23:59:59 UTC 2023"), Some(1_704_067_199));
        assert_eq!(parse_timestamp("Thu Jan 1 00:00:00 UTC 1970"), Some(0));
    }

    #[test]
    fn what_is_no_timestamp_is_none() {
        let texts = [
            "",
            "Mon Sep 3 04:05:06 UTC 2024",
            "Tue Sep 3 04:05:06 GMT 2024",
            "Tue Sep 31 04:05:06 UTC 2024",
            "Tue Sep 3 25:05:06 UTC 2024",
            "2024-09-03T04:05:06Z",
            "Tue Sep 3 04:05:06 UTC 99999999999999999999",
            "Di Sep 3 04:05:06 UTC 2024",
        ];
        for text in texts {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }
}
