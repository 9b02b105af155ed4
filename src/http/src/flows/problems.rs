//! A fault of the app as a page tells it.

use app::{Fault, Kind};

use crate::pages::{Field, PageError, Problem};

/// What a page says of a fault. Whatever has no sentence of its own says what the API would.
pub(super) fn problem(fault: &Fault) -> PageError {
    let of_form = |problem| PageError::of_form(problem);
    match fault.kind {
        Kind::NotAuthorized => of_form(refusal(&fault.message)),
        // One sentence for both: a page never tells who exists.
        Kind::UserNotFound => of_form(Problem::WrongCredentials),
        Kind::UserNotConfirmed => of_form(Problem::NotConfirmed),
        Kind::CodeMismatch | Kind::EnableSoftwareTokenMFA => {
            PageError::of_field(Field::Code, Problem::WrongCode)
        }
        Kind::ExpiredCode => PageError::of_field(Field::Code, Problem::ExpiredCode),
        Kind::CodeDeliveryFailure => of_form(Problem::NotDelivered),
        Kind::LimitExceeded | Kind::TooManyRequests | Kind::TooManyFailedAttempts => {
            of_form(Problem::TooMany(None))
        }
        Kind::UsernameExists | Kind::AliasExists => PageError::of_field(Field::Username, Problem::NameTaken),
        Kind::InvalidPassword => PageError::of_field(Field::Password, password(&fault.message)),
        Kind::PasswordHistoryPolicyViolation => {
            PageError::of_field(Field::Password, Problem::PasswordUsedBefore)
        }
        Kind::InternalError => of_form(Problem::Unavailable),
        _ => of_form(Problem::Message(fault.message.clone().into_owned())),
    }
}

/// What the app refuses with one kind of fault, a page says in words of its own.
fn refusal(message: &str) -> Problem {
    match message {
        "Incorrect username or password." => Problem::WrongCredentials,
        "Password attempts exceeded" => Problem::TooMany(None),
        "User is disabled." => Problem::AccountDisabled,
        "SignUp is not permitted for this user pool" => Problem::SignUpClosed,
        message if message.starts_with("Invalid session for the user") => Problem::SignInExpired,
        message => Problem::Message(message.to_owned()),
    }
}

fn password(message: &str) -> Problem {
    if message.contains("security reasons") { Problem::PasswordBreached } else { Problem::PasswordPolicy }
}
