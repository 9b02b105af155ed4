//! The filter of `ListUsers`: one clause, `<name> = "<value>"` or `<name> ^= "<value>"`. Parses; what it selects is the read model's work.

use std::fmt;

use thiserror::Error;

/// What a filter may ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// `username`, compared as it is written.
    Username,
    /// `email`
    Email,
    /// `phone_number`
    PhoneNumber,
    /// `name`
    Name,
    /// `given_name`
    GivenName,
    /// `family_name`
    FamilyName,
    /// `preferred_username`
    PreferredUsername,
    /// `cognito:user_status`, compared without case.
    UserStatus,
    /// `status`: `Enabled` or `Disabled`, compared as it is written.
    Enabled,
    /// `sub`
    Sub,
}

impl Field {
    const ALL: [Self; 10] = [
        Self::Username,
        Self::Email,
        Self::PhoneNumber,
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::PreferredUsername,
        Self::UserStatus,
        Self::Enabled,
        Self::Sub,
    ];

    /// The name in a filter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::Name => "name",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::PreferredUsername => "preferred_username",
            Self::UserStatus => "cognito:user_status",
            Self::Enabled => "status",
            Self::Sub => "sub",
        }
    }
}

/// How the value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equals,
    /// `^=`
    StartsWith,
}

/// One parsed clause. Its `Debug` leaves the value out: it is a person's address or name.
#[derive(Clone, PartialEq, Eq)]
pub struct Filter {
    /// What is asked about.
    pub field: Field,
    /// How.
    pub comparison: Comparison,
    /// The value, its escapes resolved.
    pub value: String,
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({:?} {:?} ***)", self.field, self.comparison)
    }
}

/// Why a filter is refused (`InvalidParameterException`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The name is none that can be searched.
    #[error("Invalid search attribute: {0}")]
    Field(String),
    /// Not of the form of a clause.
    #[error("Error while parsing filter.")]
    Form,
}

/// Parses a filter; the empty text selects all users (`None`).
pub fn parse(text: &str) -> Result<Option<Filter>, FilterError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (before, after) = text.split_once('=').ok_or(FilterError::Form)?;
    let (name, comparison) = match before.strip_suffix('^') {
        Some(name) => (name, Comparison::StartsWith),
        None => (before, Comparison::Equals),
    };
    let field = parse_field(name)?;
    let value = parse_quoted(after.trim_start())?;
    Ok(Some(Filter { field, comparison, value }))
}

fn parse_field(text: &str) -> Result<Field, FilterError> {
    let text = text.trim();
    let name = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if name.is_empty() {
        return Err(FilterError::Form);
    }
    Field::ALL
        .into_iter()
        .find(|field| field.name() == name)
        .ok_or_else(|| FilterError::Field(name.to_owned()))
}

/// A text in double quotes, with nothing behind it; a backslash takes the next character as it is.
fn parse_quoted(text: &str) -> Result<String, FilterError> {
    let mut rest = text.strip_prefix('"').ok_or(FilterError::Form)?.chars();
    let mut value = String::new();
    loop {
        match rest.next().ok_or(FilterError::Form)? {
            '"' if rest.as_str().is_empty() => return Ok(value),
            '"' => return Err(FilterError::Form),
            '\\' => value.push(rest.next().ok_or(FilterError::Form)?),
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(field: Field, comparison: Comparison, value: &str) -> Filter {
        Filter { field, comparison, value: value.to_owned() }
    }

    #[test]
    fn a_clause_is_a_name_a_comparison_and_a_quoted_value() {
        assert_eq!(
            parse("email = \"ada@example.com\""),
            Ok(Some(clause(Field::Email, Comparison::Equals, "ada@example.com")))
        );
        assert_eq!(
            parse("given_name^=\"Ad\""),
            Ok(Some(clause(Field::GivenName, Comparison::StartsWith, "Ad")))
        );
        assert_eq!(
            parse(" cognito:user_status=\"CONFIRMED\" "),
            Ok(Some(clause(Field::UserStatus, Comparison::Equals, "CONFIRMED")))
        );
        assert_eq!(parse("name = \"a = b\""), Ok(Some(clause(Field::Name, Comparison::Equals, "a = b"))));
    }

    #[test]
    fn every_searchable_name_is_found_by_its_name() {
        for field in Field::ALL {
            assert_eq!(
                parse(&format!("{} ^= \"x\"", field.name())),
                Ok(Some(clause(field, Comparison::StartsWith, "x")))
            );
        }
    }

    #[test]
    fn quotes_inside_are_escaped_by_a_backslash() {
        assert_eq!(
            parse(r#"name = "the \"b\" \\""#),
            Ok(Some(clause(Field::Name, Comparison::Equals, r#"the "b" \"#)))
        );
    }

    #[test]
    fn an_empty_filter_asks_for_everybody() {
        assert_eq!(parse(""), Ok(None));
        assert_eq!(parse("  "), Ok(None));
    }

    #[test]
    fn other_names_and_forms_are_refused() {
        assert_eq!(parse("custom:x = \"1\""), Err(FilterError::Field("custom:x".into())));
        for bad in [
            "email",
            "email = ada",
            "email = \"a",
            "email = \"a\" and name = \"b\"",
            "= \"a\"",
            "email = \"a\\",
            "email > \"a\"",
        ] {
            assert_eq!(parse(bad), Err(FilterError::Form), "{bad}");
        }
    }
}
