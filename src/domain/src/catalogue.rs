//! Every aggregate there is, once: for code that must read any record of the log (`replay`, the checks of golden files). Knows their names
//! and kinds, and nothing of what they do.

use std::sync::LazyLock;

use crate::{Aggregate, Event, Kind};

/// Calls the macro of this name with the types of all aggregates, separated by commas.
///
/// ```
/// macro_rules! stream_kinds {
///     ($($aggregate:ty),+) => { [$(<$aggregate as domain::Aggregate>::KIND),+] };
/// }
/// assert!(domain::for_each_aggregate!(stream_kinds).contains(&"user"));
/// ```
#[macro_export]
macro_rules! for_each_aggregate {
    ($then:ident) => {
        $then! {
            $crate::account::access_key::AccessKey,
            $crate::user_pools::branding::Branding,
            $crate::user_pools::client::Client,
            $crate::sync::dataset::Dataset,
            $crate::user_pools::domain::Domain,
            $crate::user_pools::federation::Federation,
            $crate::user_pools::group::Group,
            $crate::identity_pools::identity::Identity,
            $crate::identity_pools::identity_pool::IdentityPool,
            $crate::user_pools::identity_provider::IdentityProvider,
            $crate::user_pools::import_job::ImportJob,
            $crate::account::issuer::Issuer,
            $crate::user_pools::message::Message,
            $crate::account::provisioned_limit::ProvisionedLimit,
            $crate::account::registry::Registration,
            $crate::user_pools::resource_server::ResourceServer,
            $crate::account::restoration::Restoration,
            $crate::account::role::Role,
            $crate::user_pools::saml_peer::SamlPeer,
            $crate::user_pools::saml_signer::SamlSigner,
            $crate::user_pools::session::Session,
            $crate::user_pools::classic_style::Style,
            $crate::subject::Subject,
            $crate::user_pools::terms::Terms,
            $crate::user_pools::unknown_names::UnknownNames,
            $crate::user_pools::user::User,
            $crate::user_pools::user_pool::UserPool
        }
    };
}

/// What is written of one aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Prefix of its streams.
    pub stream_kind: &'static str,
    /// Its kinds of events.
    pub event_kinds: &'static [Kind],
    /// Those of them that may release claims.
    pub give_names_back: &'static [&'static str],
    /// Those of them that end their ledger.
    pub end_ledger: &'static [&'static str],
}

impl Entry {
    const fn of<A: Aggregate>() -> Self {
        Self {
            stream_kind: A::KIND,
            event_kinds: <A::Event as Event>::KINDS,
            give_names_back: A::GIVE_NAMES_BACK,
            end_ledger: A::ENDS_LEDGER,
        }
    }
}

macro_rules! entries {
    ($($aggregate:ty),+) => { &[$(Entry::of::<$aggregate>()),+] };
}

/// All aggregates.
pub const AGGREGATES: &[Entry] = for_each_aggregate!(entries);

/// Whether an event of this kind may release claims.
pub fn gives_names_back(event_kind: &str) -> bool {
    AGGREGATES.iter().any(|entry| entry.give_names_back.contains(&event_kind))
}

/// Kinds of events that end their whole ledger. Few of many: every entity's directory asks for each event.
static END_LEDGER: LazyLock<Vec<&str>> =
    LazyLock::new(|| AGGREGATES.iter().flat_map(|entry| entry.end_ledger).copied().collect());

/// Whether an event of this kind ends its whole ledger.
pub fn ends_ledger(event_kind: &str) -> bool {
    END_LEDGER.contains(&event_kind)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// How many aggregates, configurations among them, the files below a folder declare; the tests' own are in files that are no `mod.rs`.
    fn declared(folder: &Path) -> usize {
        let count = |path: &Path| {
            if path.is_dir() {
                return declared(path);
            }
            let text =
                if path.ends_with("mod.rs") { fs::read_to_string(path).unwrap() } else { String::new() };
            let declares = ["impl Aggregate for ", "impl Config for "];
            text.lines().filter(|line| declares.iter().any(|start| line.starts_with(start))).count()
        };
        fs::read_dir(folder).unwrap().map(|entry| count(&entry.unwrap().path())).sum()
    }

    #[test]
    fn every_aggregate_of_the_sources_is_listed() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(declared(&sources), AGGREGATES.len());
    }

    #[test]
    fn a_stream_tells_its_kind_and_no_two_aggregates_share_one() {
        let kinds = AGGREGATES.iter().map(|entry| entry.stream_kind).collect::<BTreeSet<_>>();
        assert_eq!(kinds.len(), AGGREGATES.len());
        assert!(kinds.iter().all(|kind| !kind.contains('-')), "a stream's kind ends at the first hyphen");
    }

    #[test]
    fn what_gives_names_back_is_a_kind_of_event() {
        let kinds: BTreeSet<_> =
            AGGREGATES.iter().flat_map(|e| e.event_kinds).map(|kind| kind.name).collect();
        assert!(AGGREGATES.iter().flat_map(|entry| entry.give_names_back).all(|kind| kinds.contains(kind)));
        assert!(gives_names_back("user.deleted") && !gives_names_back("user.signed_in"));
    }

    #[test]
    fn a_ledger_ends_with_its_pool_and_nothing_else() {
        let kinds = AGGREGATES.iter().flat_map(|entry| entry.event_kinds).map(|kind| kind.name);
        let ends: Vec<_> = kinds.filter(|kind| ends_ledger(kind)).collect();
        assert_eq!(ends, ["identity_pool.deleted", "user_pool.deleted"]);
    }

    #[test]
    fn an_event_is_named_after_its_stream() {
        for entry in AGGREGATES {
            for kind in entry.event_kinds {
                let owner = kind.name.split_once('.').map(|(owner, _)| owner);
                assert_eq!(owner, Some(entry.stream_kind), "{}", kind.name);
            }
        }
    }
}
