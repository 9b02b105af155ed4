//! Dates as IAM takes them: ISO 8601 in the W3C profile, or seconds since 1970 ("Date condition operators").
//! Knows no clock: the present moment is a value of the request.

/// A moment in UTC: seconds since 1970 and nanoseconds within the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    seconds: i64,
    nanos: u32,
}

const DAY_SECONDS: i64 = 86_400;
/// Days from 1 March of year 0 to 1 January 1970.
const TO_1970: i64 = 719_468;
/// Digits of a year; a number of more digits is seconds since 1970.
const YEAR_DIGITS: usize = 4;
/// More digits than this cannot be seconds of any year that can be written here.
const MAX_EPOCH_DIGITS: usize = 12;

impl Date {
    /// Reads `2026`, `2026-11`, `2026-11-23`, `2026-11-23T10:23Z`, `2026-11-23T10:23:53.5+01:00` or `1795429433`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits && (YEAR_DIGITS + 1..=MAX_EPOCH_DIGITS).contains(&text.len()) {
            return Some(Self { seconds: text.parse().ok()?, nanos: 0 });
        }
        let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
        let midnight = days(day, time.is_some())? * DAY_SECONDS;
        let (seconds, nanos) = time.map_or(Some((0, 0)), time_of_day)?;
        Some(Self { seconds: midnight + seconds, nanos })
    }
}

/// A number of exactly `digits` digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970 of `YYYY[-MM[-DD]]`.
fn days(text: &str, whole_day_needed: bool) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    if parts.len() > 3 || (whole_day_needed && parts.len() < 3) {
        return None;
    }
    let year = number(parts[0], YEAR_DIGITS)?;
    let month = parts.get(1).map_or(Some(1), |month| number(month, 2))?;
    let day = parts.get(2).map_or(Some(1), |day| number(day, 2))?;
    if !(1..=12).contains(&month) || !(1..=month_days(year, month)).contains(&day) {
        return None;
    }
    // Counted in years that begin in March, so that the leap day is the last of them.
    let (shifted, from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    Some(365 * shifted + leap_days + day_of_year - TO_1970)
}

fn month_days(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Seconds and nanoseconds since midnight UTC of `hh:mm[:ss[.s]](Z|+hh:mm|-hh:mm)`; may lie outside the day.
fn time_of_day(text: &str) -> Option<(i64, u32)> {
    let (clock, offset) = match text.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => zone(text)?,
    };
    let (hours, rest) = clock.split_once(':')?;
    let (minutes, seconds) =
        rest.split_once(':').map_or((rest, None), |(minutes, rest)| (minutes, Some(rest)));
    let (second, nanos) = seconds.map_or(Some((0, 0)), second_and_nanos)?;
    Some((hours_minutes(hours, minutes)? + second - offset, nanos))
}

/// Takes `+hh:mm` or `-hh:mm` off the end and gives it in seconds.
fn zone(text: &str) -> Option<(&str, i64)> {
    let at = text.rfind(['+', '-'])?;
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let ahead = hours_minutes(hours, minutes)?;
    Some((&text[..at], if text[at..].starts_with('-') { -ahead } else { ahead }))
}

fn hours_minutes(hours: &str, minutes: &str) -> Option<i64> {
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 3_600 + minutes * 60)
}

fn second_and_nanos(text: &str) -> Option<(i64, u32)> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let second = number(second, 2).filter(|second| *second < 60)?;
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((second, format!("{fraction:0<9}").parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        Date::parse(text).map(|date| date.seconds)
    }

    #[test]
    fn every_form_of_one_moment_is_that_moment() {
        for text in
            ["1795429433", "2026-11-23T10:23:53Z", "2026-11-23T11:23:53+01:00", "2026-11-23T05:53:53-04:30"]
        {
            assert_eq!(seconds(text), Some(1_795_429_433), "{text}");
        }
        assert_eq!(seconds("1970"), Some(0));
        assert_eq!(seconds("2000-02-29"), Some(951_782_400));
        assert_eq!(seconds("1969-12-31T23:59:59Z"), Some(-1));
        assert!(Date::parse("2026-11-23T10:23:53.5Z") > Date::parse("2026-11-23T10:23:53.49Z"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        let bad =
            ["", "26", "2026-13", "2026-02-29", "2026-11-23T10:23", "2026-11T10:23Z", "2026-11-23T24:00Z"];
        for text in bad.into_iter().chain([
            "2026-11-23T10:23:60Z",
            "2026-11-23T10:23:53.Z",
            "now",
            "T",
            "-1",
            "é-é-é",
        ]) {
            assert_eq!(Date::parse(text), None, "{text:?}");
        }
    }
}
