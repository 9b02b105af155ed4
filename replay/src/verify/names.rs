//! Whether the names that users hold are those that their attributes give. Claims are read off events one by one; here the users are
//! folded, so that an event which changed an address and kept the old name, or the flag of the old one, is found.
//!
//! Only pools are looked at in which attributes serve as names. A `preferred_username` that no user has claimed is no finding: it is from
//! before an administrator's new users claimed theirs, and it leads to no user.

use std::collections::HashMap;

use domain::{
    Aggregate, LedgerId, StreamId,
    user_pools::{
        user::{ACCOUNT_SCOPE, ANSWER_SCOPE, Link, PASSKEY_SCOPE, Profile, Status, User, UserEvent},
        user_pool::UserPoolEvent,
    },
    values::username::{Name, NameKind, Naming},
};
use ledger::{ClaimDigest, Keys, Opened, Undecodable};

use super::Finding;

/// What a stream holds by the events: kinds of names, by digest.
pub(super) type HeldBy<'a> = HashMap<&'a StreamId, Vec<(&'static str, ClaimDigest)>>;

/// The users of pools in which attributes serve as names, by ledger.
#[derive(Default)]
pub(super) struct Names(HashMap<LedgerId, Pool>);

struct Pool {
    naming: Naming,
    users: HashMap<StreamId, User>,
}

impl Names {
    /// Notes an event of a pool or a user; ignores all others.
    pub(super) fn follow(&mut self, event: &Opened) -> Result<(), Undecodable> {
        let ledger = &event.record.ledger;
        match event.record.stream.kind() {
            "user_pool" => {
                if let UserPoolEvent::Created(made) = &*event.event::<UserPoolEvent>()? {
                    self.begin(ledger, &made.config.naming);
                }
            }
            User::KIND => {
                if let Some(pool) = self.0.get_mut(ledger) {
                    pool.follow(&event.record.stream, &*event.event::<UserEvent>()?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, ledger: &LedgerId, naming: &Naming) {
        if !naming.alias_attributes.is_empty() || !naming.username_attributes.is_empty() {
            self.0.insert(ledger.clone(), Pool { naming: naming.clone(), users: HashMap::new() });
        }
    }

    /// Compares the names of a ledger's users with what they hold. `holder` finds the holder of a name.
    pub(super) fn compare<'h>(
        &self,
        ledger: &LedgerId,
        keys: &Keys,
        held: &HeldBy<'_>,
        holder: impl Fn(&ClaimDigest) -> Option<&'h StreamId>,
    ) -> Vec<Finding> {
        let Some(pool) = self.0.get(ledger) else { return Vec::new() };
        let digest = |name: &Name| Some(keys.claim_digest(ledger, name.kind.scope(), name.value.known()?));
        let account = |link: &Link| Some(keys.claim_digest(ledger, ACCOUNT_SCOPE, &link.account.claimed()?));
        let mut found = Vec::new();
        for (stream, user) in &pool.users {
            let Ok(profile) = user.profile() else { continue };
            let row = || format!("{ledger} names of {stream}");
            let named = pool.names(profile, Naming::held);
            let may: Vec<_> =
                named.iter().filter_map(digest).chain(profile.links.iter().filter_map(account)).collect();
            // No read model needs the events of passkeys and of providers' answers, so that the users here have none. They do not depend
            // on attributes.
            let is_name = |scope: &str| scope != PASSKEY_SCOPE && scope != ANSWER_SCOPE;
            let claims = held.get(stream).into_iter().flatten().filter(|(scope, _)| is_name(scope));
            for (scope, _) in claims.filter(|(_, has)| !may.contains(has)) {
                found
                    .push(Finding::new(row(), format!("it holds a {scope} that its attributes do not give")));
            }
            let must = pool.names(profile, Naming::own);
            for name in must.iter().filter(|name| name.kind != NameKind::PreferredUsername) {
                let holder = digest(name).and_then(|digest| holder(&digest));
                if holder != Some(stream) {
                    let holds =
                        holder.map_or("nobody holds it".to_owned(), |other| format!("{other} holds it"));
                    let scope = name.kind.scope();
                    found.push(Finding::new(row(), format!("its {scope} counts as a name, and {holds}")));
                }
            }
        }
        found
    }
}

type NamesOf = fn(&Naming, &str, &domain::values::attributes::Values, bool) -> Vec<Name>;

impl Pool {
    fn follow(&mut self, stream: &StreamId, event: &UserEvent) {
        if matches!(event, UserEvent::Deleted(_)) {
            self.users.remove(stream);
        } else {
            self.users.entry(stream.clone()).or_default().apply(event);
        }
    }

    /// A forgotten person has no names.
    fn names(&self, profile: &Profile, names: NamesOf) -> Vec<Name> {
        let of = |username: &str| {
            if profile.status == Status::External {
                return self.naming.held_by_external(username);
            }
            names(&self.naming, username, &profile.known_attributes(), profile.is_confirmed())
        };
        profile.name().map_or_else(|_| Vec::new(), of)
    }
}
