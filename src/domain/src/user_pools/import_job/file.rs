//! What the lines of a file say: the names of the columns, and a user a line. Values stand between commas without quotes; a comma in a value
//! follows a backslash.

use thiserror::Error;

use crate::{
    user_pools::user_pool::{Mfa, PoolConfig},
    values::{attributes::Values, contact::Contact},
};

/// Most bytes of a file.
pub const BYTES_MAX: u64 = 100 << 20;
/// Most users in a file.
pub const USERS_MAX: u64 = 500_000;
/// Most characters of a line.
pub const LINE_CHARS_MAX: usize = 16_000;
/// Most characters of a user name.
const USERNAME_CHARS_MAX: usize = 128;
/// The column of the user name.
const USERNAME: &str = "cognito:username";
/// The column that says whether a second factor is on.
const MFA: &str = "cognito:mfa_enabled";

/// The columns of a pool's files: the attributes but for `sub`, which each user is given, and what is said of a user beside them.
pub fn columns(pool: &PoolConfig) -> impl Iterator<Item = &str> {
    let attributes = pool.schema.attributes().iter().map(|attribute| attribute.name.as_str());
    attributes.filter(|name| *name != "sub").chain([MFA, USERNAME])
}

/// The columns of a file, in the order in which they stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header(Vec<String>);

/// Why a first line does not name the columns of the pool's files.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("The header of the .csv file does not match the header of the user pool.")]
pub struct WrongHeader;

/// A line, read.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The user name as it is given.
    pub username: String,
    /// Whether a second factor is on.
    pub mfa: bool,
    /// The values that are not empty.
    pub attributes: Values,
}

/// Why no user can be made of a line. Says no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WrongRow {
    /// It is longer than lines may be.
    #[error("The User Record exceeds 16,000 characters.")]
    TooLong,
    /// It is no text.
    #[error("The User Record is not UTF-8 text.")]
    NotText,
    /// It has more or fewer values than there are columns.
    #[error("The number of values of the User Record is {found}, and that of columns is {wanted}.")]
    Values {
        /// Values.
        found: usize,
        /// Columns.
        wanted: usize,
    },
    /// It names no user.
    #[error("The User Record does not set cognito:username.")]
    NoUsername,
    /// The name is longer than names may be.
    #[error("The cognito:username of the User Record exceeds 128 characters.")]
    LongUsername,
    /// The name is none.
    #[error("The cognito:username of the User Record contains white space.")]
    WhiteSpace,
    /// It neither switches the second factor on nor off.
    #[error("The cognito:mfa_enabled of the User Record is neither true nor false.")]
    NoMfa,
    /// It disagrees with the pool about second factors.
    #[error("The cognito:mfa_enabled of the User Record must be {0}, as the user pool requires.")]
    OtherMfa(bool),
    /// No address can be reached.
    #[error(
        "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true)."
    )]
    NotVerified,
    /// A required attribute is missing.
    #[error("The User Record does not set the required attribute {0}.")]
    Missing(String),
}

impl Header {
    /// Reads a first line: it must name every column, in any order.
    pub fn read(line: &str, pool: &PoolConfig) -> Result<Self, WrongHeader> {
        let found: Vec<String> = values(line).collect();
        let (mut wanted, mut named): (Vec<&str>, Vec<&str>) =
            (columns(pool).collect(), found.iter().map(String::as_str).collect());
        wanted.sort_unstable();
        named.sort_unstable();
        if wanted == named { Ok(Self(found)) } else { Err(WrongHeader) }
    }

    /// Reads another line.
    pub fn row(&self, line: &str, pool: &PoolConfig) -> Result<Row, WrongRow> {
        let found: Vec<String> = values(line).collect();
        if found.len() != self.0.len() {
            return Err(WrongRow::Values { found: found.len(), wanted: self.0.len() });
        }
        let mut attributes: Values = self.0.iter().cloned().zip(found).collect();
        let username = attributes.remove(USERNAME).unwrap_or_default();
        let mfa = attributes.remove(MFA).unwrap_or_default();
        attributes.retain(|_, value| !value.is_empty());
        check_name(&username)?;
        let mfa = read_mfa(&mfa, pool.mfa)?;
        check_attributes(&attributes, pool)?;
        Ok(Row { username, mfa, attributes })
    }
}

/// The values of a line, without the white space around them.
fn values(line: &str) -> impl Iterator<Item = String> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let mut commas = line.match_indices(',').map(|(at, _)| at);
        let end = commas.find(|at| !line[..*at].ends_with('\\'));
        rest = end.map(|end| &line[end + 1..]);
        Some(line[..end.unwrap_or(line.len())].trim().replace("\\,", ","))
    })
}

fn check_name(username: &str) -> Result<(), WrongRow> {
    if username.is_empty() {
        return Err(WrongRow::NoUsername);
    }
    if username.chars().count() > USERNAME_CHARS_MAX {
        return Err(WrongRow::LongUsername);
    }
    if username.contains(char::is_whitespace) { Err(WrongRow::WhiteSpace) } else { Ok(()) }
}

fn read_mfa(value: &str, pool: Mfa) -> Result<bool, WrongRow> {
    let given = match value.to_ascii_lowercase().as_str() {
        "true" => true,
        "false" => false,
        _ => return Err(WrongRow::NoMfa),
    };
    match pool {
        Mfa::On if !given => Err(WrongRow::OtherMfa(true)),
        Mfa::Off if given => Err(WrongRow::OtherMfa(false)),
        Mfa::On | Mfa::Off | Mfa::Optional => Ok(given),
    }
}

fn check_attributes(attributes: &Values, pool: &PoolConfig) -> Result<(), WrongRow> {
    let is_verified = |contact: &Contact| {
        let flag = attributes.get(contact.verified_attribute());
        attributes.contains_key(contact.attribute()) && flag.is_some_and(|f| f.eq_ignore_ascii_case("true"))
    };
    if !pool.auto_verified.iter().any(is_verified) {
        return Err(WrongRow::NotVerified);
    }
    let mut required = pool.schema.required();
    match required.find(|name| !attributes.contains_key(*name)) {
        Some(missing) => Err(WrongRow::Missing(missing.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> PoolConfig {
        PoolConfig { auto_verified: [Contact::Email].into(), ..PoolConfig::named("people") }
    }

    /// A line with these values, in the order of the pool's columns.
    fn line(pool: &PoolConfig, set: &[(&str, &str)]) -> String {
        let value = |column| set.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value);
        columns(pool).map(value).collect::<Vec<_>>().join(",")
    }

    fn row(pool: &PoolConfig, set: &[(&str, &str)]) -> Result<Row, WrongRow> {
        let header = Header::read(&columns(pool).collect::<Vec<_>>().join(","), pool).unwrap();
        header.row(&line(pool, set), pool)
    }

    const ADA: [(&str, &str); 4] = [
        ("cognito:username", "ada"),
        ("cognito:mfa_enabled", "FALSE"),
        ("email", "ada@example.com"),
        ("email_verified", "TRUE"),
    ];

    fn ada(with: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
        let kept = ADA.into_iter().filter(|(name, _)| !with.iter().any(|(other, _)| other == name));
        kept.chain(with.iter().copied()).collect()
    }

    #[test]
    fn columns_stand_in_any_order_and_all_of_them_must() {
        let pool = pool();
        let mut names: Vec<&str> = columns(&pool).collect();
        names.reverse();
        let header = Header::read(&names.join(" , "), &pool).unwrap();
        assert_eq!(header.0.first().map(String::as_str), Some("cognito:username"));
        names.pop();
        assert_eq!(Header::read(&names.join(","), &pool), Err(WrongHeader));
        names.push("shoe");
        assert_eq!(Header::read(&names.join(","), &pool), Err(WrongHeader));
        let twice = [names[0], names[0]].join(",");
        assert_eq!(Header::read(&twice, &pool), Err(WrongHeader));
    }

    #[test]
    fn a_comma_in_a_value_follows_a_backslash_and_white_space_around_it_is_none_of_it() {
        let found: Vec<String> = values("a , b\\, c,,\\d\r").collect();
        assert_eq!(found, ["a", "b, c", "", "\\d"]);
        assert_eq!(values("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn a_line_is_a_user() {
        let row = row(&pool(), &ada(&[("name", "Ada\\, Countess")])).ok().unwrap();
        assert_eq!((row.username.as_str(), row.mfa), ("ada", false));
        let attributes: Vec<_> = row.attributes.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let wanted = [("email", "ada@example.com"), ("email_verified", "TRUE"), ("name", "Ada, Countess")];
        assert_eq!(attributes, wanted);
    }

    #[test]
    fn a_line_says_what_is_needed() {
        let refused = |pool: &PoolConfig, with: &[(&'static str, &'static str)]| {
            row(pool, &ada(with)).err().map(|why| why.to_string())
        };
        let pool = pool();
        for (with, why) in [
            (("cognito:username", ""), WrongRow::NoUsername),
            (("cognito:username", "a da"), WrongRow::WhiteSpace),
            (("cognito:mfa_enabled", ""), WrongRow::NoMfa),
            (("cognito:mfa_enabled", "true"), WrongRow::OtherMfa(false)),
            (("email_verified", "false"), WrongRow::NotVerified),
            (("email", ""), WrongRow::NotVerified),
        ] {
            assert_eq!(refused(&pool, &[with]), Some(why.to_string()), "{with:?}");
        }
        let on = PoolConfig { mfa: Mfa::On, ..pool.clone() };
        assert_eq!(refused(&on, &[]), Some(WrongRow::OtherMfa(true).to_string()));
        let optional = PoolConfig { mfa: Mfa::Optional, ..pool.clone() };
        assert_eq!(refused(&optional, &[("cognito:mfa_enabled", "true")]), None);
        let header = Header::read(&columns(&pool).collect::<Vec<_>>().join(","), &pool).unwrap();
        let wanted = columns(&pool).count();
        assert_eq!(header.row("ada,true", &pool).err(), Some(WrongRow::Values { found: 2, wanted }));
    }
}
