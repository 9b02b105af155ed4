//! What a fault of the database means: the one place that reads its codes (SQLSTATE) and the driver's errors.
//!
//! Callers decide what is tried again; here it is only said what happened.

/// What happened, as far as it decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseFault {
    /// This node has closed its connections: it stops.
    Closed,
    /// The connection was lost, or ended by the database; another may work at once. Whether the statement was carried out is unknown.
    Lost,
    /// The statement conflicted with others at the same rows and was rolled back; a retry is right.
    Conflict,
    /// The database takes no work now: it starts or recovers, has no connection left, waited too long for a lock, or cancelled.
    NotNow,
    /// The database has no disk or memory left, or could not read or write a file.
    Exhausted,
    /// A row with this key is there already.
    Taken,
    /// The table, schema, role or database is there already.
    Exists,
    /// The database user lacks the right.
    Forbidden,
    /// A row or value is not of the form that the table has: another version of this program has changed the table.
    Misfit,
    /// Anything else: a retry fails again.
    Refused,
}

impl DatabaseFault {
    /// What an error of the driver means.
    pub fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => Self::Lost,
            sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => Self::NotNow,
            sqlx::Error::Database(fault) => fault.code().map_or(Self::Refused, |code| Self::of_code(&code)),
            _ => Self::Refused,
        }
    }

    /// What a code means (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    fn of_code(code: &str) -> Self {
        match code {
            // The session stood still in a transaction or took too long for it, or was ended by an administrator, a crash or a
            // shutdown, or for idling; 40003: it is unknown whether the statement was carried out.
            "25P03" | "25P04" | "57P01" | "57P02" | "57P05" | "40003" => Self::Lost,
            "23505" => Self::Taken,
            "42P04" | "42P06" | "42P07" | "42710" => Self::Exists,
            "42501" => Self::Forbidden,
            "42804" => Self::Misfit,
            "53300" | "55P03" => Self::NotNow,
            "58030" => Self::Exhausted,
            _ => match code.get(..2) {
                // Connection exceptions: poolers in front of Postgres report a lost server by these.
                Some("08") => Self::Lost,
                Some("40") => Self::Conflict,
                Some("53") => Self::Exhausted,
                Some("57") => Self::NotNow,
                _ => Self::Refused,
            },
        }
    }

    /// Whether the same statement may succeed later, over another connection if need be.
    pub fn passes(self) -> bool {
        matches!(self, Self::Lost | Self::Conflict | Self::NotNow | Self::Exhausted)
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseFault::{self, *};

    #[test]
    fn every_code_that_decides_what_is_tried_again_has_its_meaning() {
        let table = [
            ("08000", Lost),
            ("08001", Lost),
            ("08003", Lost),
            ("08006", Lost),
            ("08007", Lost),
            ("08P01", Lost),
            ("25P03", Lost),
            ("25P04", Lost),
            ("57P01", Lost),
            ("57P02", Lost),
            ("57P05", Lost),
            ("40003", Lost),
            ("40001", Conflict),
            ("40P01", Conflict),
            ("57P03", NotNow),
            ("57014", NotNow),
            ("53300", NotNow),
            ("55P03", NotNow),
            ("53100", Exhausted),
            ("53200", Exhausted),
            ("58030", Exhausted),
            ("23505", Taken),
            ("42710", Exists),
            ("42P06", Exists),
            ("42P07", Exists),
            ("42501", Forbidden),
            ("42804", Misfit),
            ("23514", Refused),
            ("42601", Refused),
            ("XX000", Refused),
            ("", Refused),
        ];
        for (code, meaning) in table {
            assert_eq!(DatabaseFault::of_code(code), meaning, "{code}");
        }
    }

    #[test]
    fn errors_of_the_driver_have_theirs() {
        let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let table = [
            (sqlx::Error::PoolClosed, Closed),
            (sqlx::Error::Io(broken()), Lost),
            (sqlx::Error::Protocol("unexpected".into()), Lost),
            (sqlx::Error::WorkerCrashed, Lost),
            (sqlx::Error::PoolTimedOut, NotNow),
            (sqlx::Error::RowNotFound, Refused),
        ];
        for (error, meaning) in table {
            assert_eq!(DatabaseFault::of(&error), meaning, "{error}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again_and_nothing_else() {
        for fault in [Lost, Conflict, NotNow, Exhausted] {
            assert!(fault.passes(), "{fault:?}");
        }
        for fault in [Closed, Taken, Exists, Forbidden, Refused] {
            assert!(!fault.passes(), "{fault:?}");
        }
    }
}
