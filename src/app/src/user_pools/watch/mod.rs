//! Threat protection watches sign-ins: where each comes from, how many proofs were right and wrong there lately, and what the rules of its
//! pool or client have for a risk. The judgement is the domain's ([`domain::user_pools::risk`]), in the user's aggregate.

mod traffic;

use domain::{
    Moment, Personal,
    user_pools::{
        risk::{self, Fingerprint, Origin, Place},
        sign_in::Flow,
        user::commands::{Judging, Watch},
    },
    values::risk::{RiskRules, Takeover},
};

pub(super) use traffic::Traffic;

use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient},
};

/// What a client tells of the user's device and network.
#[derive(Clone, Debug, Default)]
pub struct UserContext {
    /// The address of the user's device, where it is told; empty where a program signs the user in and says none. Otherwise it is that of
    /// the connection.
    pub address: Option<Personal<String>>,
    /// What the client's script tells of the device.
    pub fingerprint: Fingerprint,
}

impl UserPools {
    /// What is known of an attempt; nothing where threat protection is off.
    pub(super) fn watch(
        &self,
        client: &OpenClient,
        flow: Flow,
        context: &UserContext,
        moment: &Moment,
    ) -> Option<Watch> {
        client.pool.check_protected().ok()?;
        let origin = self.origin(context, moment);
        let address = text(&origin.address);
        let is_listed =
            |list: Option<&Vec<String>>| list.is_some_and(|ranges| risk::in_ranges(ranges, address));
        let rules = rules_of(client);
        let exceptions = rules.and_then(|rules| rules.exceptions.as_ref());
        let in_blocked_range = is_listed(exceptions.and_then(|exceptions| exceptions.blocked.as_ref()));
        let is_skipped = is_listed(exceptions.and_then(|exceptions| exceptions.skipped.as_ref()));
        // AWS judges custom challenges where AdvancedSecurityAdditionalFlows says so, which is refused here, and no sign-in by another
        // provider.
        let is_judged = flow != Flow::Federated
            && (in_blocked_range || !is_skipped && !matches!(flow, Flow::Custom { .. }));
        let judging = is_judged.then(|| Judging {
            traffic: self.traffic.of(&client.pool.id, address, moment.now),
            in_blocked_range,
            rules: takeover(client, rules),
        });
        Some(Watch { origin, judging })
    }

    /// Counts the proof of an account, a user's or that of an unknown name.
    pub(super) fn count_proof(
        &self,
        client: &OpenClient,
        account: &str,
        is_right: bool,
        (context, moment): (&UserContext, &Moment),
    ) {
        if client.pool.check_protected().is_ok() {
            let address = context.address.as_ref().unwrap_or(&moment.source_ip);
            self.traffic.add(&client.pool.id, text(address), account, is_right, moment.now);
        }
    }

    fn origin(&self, context: &UserContext, moment: &Moment) -> Origin {
        let address = context.address.as_ref().unwrap_or(&moment.source_ip).clone();
        let Fingerprint { device, software } = context.fingerprint.clone();
        // A program that tells where the user is calls itself something else than the user's software.
        let is_users_own = context.address.is_none();
        let of_call = if is_users_own { moment.user_agent.clone() } else { Personal::default() };
        let software = software.map_or(of_call, Personal::Known);
        let place = self.place(text(&address)).map(Personal::Known);
        Origin { address, software, device: device.map(Personal::Known), place }
    }

    fn place(&self, address: &str) -> Option<Place> {
        let found = self.geography.as_ref()?.place(address.parse().ok()?)?;
        let at = found.at.map(|(latitude, longitude)| (hundredths(latitude), hundredths(longitude)));
        Some(Place { country: found.country, city: found.city.unwrap_or_default(), at })
    }
}

/// Refuses an address that the rules block, whoever is meant.
pub(super) fn check_address(client: &OpenClient, context: &UserContext, moment: &Moment) -> Answer<()> {
    let exceptions = rules_of(client).and_then(|rules| rules.exceptions.as_ref());
    let blocked = exceptions.and_then(|exceptions| exceptions.blocked.as_ref());
    let Some(ranges) = blocked.filter(|_| client.pool.acts_on_risk()) else { return Ok(()) };
    let address = context.address.as_ref().unwrap_or(&moment.source_ip);
    if risk::in_ranges(ranges, text(address)) {
        return Err(Fault::not_authorized("Request not allowed due to security reasons."));
    }
    Ok(())
}

/// Degrees in hundredths, which are a kilometre: no database knows it better.
#[expect(clippy::cast_possible_truncation, reason = "a number of degrees; another is cut off")]
fn hundredths(degrees: f64) -> i32 {
    (degrees * 100.0).round() as i32
}

fn text(address: &Personal<String>) -> &str {
    address.known().map_or("", String::as_str)
}

/// The client's own rules, or the pool's where it has none.
pub(super) fn rules_of(client: &OpenClient) -> Option<&RiskRules> {
    client.risk.as_ref().or(client.pool.risk.as_ref()).map(|setting| &setting.rules)
}

/// What is done at each level: nothing where risks are only recorded.
fn takeover(client: &OpenClient, rules: Option<&RiskRules>) -> Takeover {
    let rules = rules.filter(|_| client.pool.acts_on_risk());
    rules.and_then(|rules| rules.takeover.clone()).unwrap_or_default()
}
