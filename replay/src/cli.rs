//! The commands and options of `replay`.

use std::{path::PathBuf, str::FromStr};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use clap::{Parser, Subcommand};
use domain::Timestamp;
use ledger::{Position, Record};

/// Reads Recognito's event log: history, any past state, proof that nothing was tampered with.
#[derive(Debug, Parser)]
#[command(name = "replay", version)]
pub(crate) struct Cli {
    /// The server's data folder: its private Postgres (which is started when the server is stopped) and its master key.
    #[arg(long, env = "RECOGNITO_DATA", default_value = "./data", global = true)]
    pub(crate) data: PathBuf,
    /// Postgres of the log, instead of the private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub(crate) database_url: Option<String>,
    /// Postgres of the subject keys. Needed where `DATABASE_URL` is set.
    #[arg(long, env = "KEYS_DATABASE_URL", hide_env_values = true, global = true)]
    pub(crate) keys_database_url: Option<String>,
    /// Answers in JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Shows *** for what tells about a person. Secrets are never shown.
    #[arg(long, global = true)]
    pub(crate) hide_personal: bool,
    #[command(subcommand)]
    pub(crate) ask: Ask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ask {
    /// The ledgers, and how far each was signed.
    Ledgers,
    /// What happened to a person, a pool or anything else that has a stream, in order.
    History {
        /// LEDGER/STREAM (us-east-1_AbCdEf123/user-<sub>), LEDGER/NAME (a user name, e-mail address or phone number, or the name of an
        /// identity provider), or a NAME that is looked for in every pool. For a person: sessions, identities and datasets too. For an
        /// identity provider: what was read of its metadata, and refused sign-ins.
        of: String,
        /// Only from this position on.
        #[arg(long)]
        from: Option<Position>,
        /// Only up to this position.
        #[arg(long)]
        to: Option<Position>,
    },
    /// How something stood.
    Show {
        /// LEDGER/STREAM or LEDGER/NAME.
        of: String,
        /// As of a position of the ledger, or a time (2026-11-23T12:00:00Z, 2026-11-23 12:00, 2026-11-23; UTC). Without: now.
        #[arg(long)]
        at: Option<At>,
    },
    /// What changed between two moments, and by which events.
    Diff {
        /// LEDGER/STREAM or LEDGER/NAME.
        of: String,
        /// A position or a time.
        from: At,
        /// A position or a time.
        to: At,
    },
    /// Folds the whole log and checks everything there is to check. Ends with 1, and names the row, if something does not fit.
    Verify {
        /// Reads the event table once more, doing nothing with it, and tells how much of that speed the checking has.
        #[arg(long)]
        beside_scan: bool,
    },
    /// Makes the read models again and puts them in the place of those that live. Ends with 1 if they differed.
    Rebuild {
        /// Only these.
        only: Vec<String>,
    },
    /// What follows on facts and is not done: what reactions (mail, forgetting, closing) have given up, and what they will try again.
    Reactions,
    /// Takes the database as it is where it does not continue what this data folder's notary has signed: after a restore from a backup.
    /// It is recorded in the log. Each node says so for itself; a running server goes on to sign within seconds.
    AcceptRestore {
        /// Who says that the database was restored.
        #[arg(long)]
        by: String,
    },
    /// A proof (C2SP tlog-proof) that an event is in the log that was signed.
    Prove {
        /// The ledger.
        ledger: String,
        /// The event's position.
        position: Position,
    },
}

/// A moment of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Position(Position),
    Time(Timestamp),
}

impl At {
    /// Whether a record was there at that moment.
    pub(crate) fn holds(self, record: &Record) -> bool {
        match self {
            Self::Position(position) => record.position <= position,
            Self::Time(time) => record.recorded_at <= time,
        }
    }
}

impl FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(position) = text.parse() {
            return Ok(Self::Position(position));
        }
        let with_zone = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_millis()).ok();
        let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
        let without = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
        let ms = with_zone.or_else(|| Some(without.or_else(day)?.and_utc().timestamp_millis()));
        ms.map(|ms| Self::Time(Timestamp::from_ms(ms)))
            .ok_or_else(|| "neither a position (42) nor a time (2026-11-23T12:00:00Z)".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_position_or_a_time_in_utc() {
        let noon = At::Time(Timestamp::from_seconds(1_795_435_200));
        for text in
            ["2026-11-23T12:00:00Z", "2026-11-23T13:00:00+01:00", "2026-11-23 12:00", "2026-11-23T12:00:00"]
        {
            assert_eq!(text.parse(), Ok(noon), "{text}");
        }
        assert_eq!("42".parse(), Ok(At::Position(42)));
        assert!("soon".parse::<At>().is_err() && "-1".parse::<At>().is_err());
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
