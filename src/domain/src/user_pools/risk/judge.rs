//! The judgement: each thing that is unusual weighs something, and the sum is a level.

use std::collections::BTreeSet;

use super::{Habits, Origin, Place, RiskLevel, RiskReason};
use crate::Timestamp;

/// Wrong passwords in a row that are more than a slip of the fingers.
const WRONG_PASSWORDS: u32 = 3;
/// Accounts whose proofs were wrong from one address within an hour: more than a household mistypes.
const SEVERAL_ACCOUNTS: u32 = 5;
/// The same: a list is being tried.
const MANY_ACCOUNTS: u32 = 20;
/// Wrong proofs in a pool within five minutes, below which it is not under attack whatever their share is.
const POOL_WRONG_MIN: u32 = 100;
/// Wrong proofs for each right one, from which on they are an attack.
const WRONG_FOR_EACH_RIGHT: u32 = 4;
/// An airliner with a tailwind does not do more.
const KM_AN_HOUR_MAX: i64 = 900;
/// Databases of addresses err by so much.
const KM_OF_ERROR: i64 = 200;

/// What is seen of an attempt with a right proof.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// Where it comes from.
    pub origin: &'a Origin,
    /// What else has come from there, and into the pool.
    pub traffic: Traffic,
    /// Wrong passwords of the user just before.
    pub wrong_passwords: u32,
    /// It names a device that the user has confirmed.
    pub has_known_device: bool,
    /// Its address is in `BlockedIPRangeList`.
    pub in_blocked_range: bool,
    /// When.
    pub now: Timestamp,
}

/// Counts of attempts, as a node remembers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Accounts of the pool whose proofs were wrong from the address within an hour.
    pub accounts_wrong: u32,
    /// Accounts of the pool whose proofs were right from the address within an hour.
    pub accounts_right: u32,
    /// Wrong proofs in the pool within five minutes.
    pub pool_wrong: u32,
    /// Right proofs in the pool within five minutes.
    pub pool_right: u32,
}

impl RiskReason {
    /// What it weighs. Low risk begins at 20, medium at 50, high at 80.
    const fn weight(self) -> u32 {
        match self {
            Self::NewDevice | Self::NewCountry | Self::WrongPasswords | Self::PoolUnderAttack => 20,
            Self::NewNetwork => 30,
            Self::SeveralAccounts => 50,
            Self::ImpossibleTravel => 60,
            Self::ManyAccounts | Self::DisownedNetwork | Self::BlockedRange => 80,
        }
    }
}

/// How likely it is that an attempt is not the user's own, and why. Absent: it is as usual.
pub fn judge(habits: &Habits, attempt: &Attempt<'_>) -> (Option<RiskLevel>, BTreeSet<RiskReason>) {
    let reasons: BTreeSet<_> = [
        place_reasons(habits, attempt).as_slice(),
        proof_reasons(attempt).as_slice(),
        traffic_reasons(habits, attempt).as_slice(),
    ]
    .concat()
    .into_iter()
    .collect();
    let level = match reasons.iter().map(|reason| reason.weight()).sum() {
        0..20 => None,
        20..50 => Some(RiskLevel::Low),
        50..80 => Some(RiskLevel::Medium),
        80.. => Some(RiskLevel::High),
    };
    (level, reasons)
}

/// What is unusual about where the attempt comes from.
fn place_reasons(habits: &Habits, attempt: &Attempt<'_>) -> Vec<RiskReason> {
    let network = attempt.origin.network();
    let is_disowned = network.as_ref().is_some_and(|network| habits.has_disowned(network));
    let mut found = Vec::from_iter(is_disowned.then_some(RiskReason::DisownedNetwork));
    found.extend(attempt.in_blocked_range.then_some(RiskReason::BlockedRange));
    if habits.are_unknown() {
        return found;
    }
    let is_new = network.is_some_and(|network| !habits.has_network(&network));
    found.extend(is_new.then_some(RiskReason::NewNetwork));
    found.extend(is_new_device(habits, attempt, is_new).then_some(RiskReason::NewDevice));
    if let (Some((last, at)), Some(place)) = (habits.last_place(), attempt.origin.place()) {
        found.extend((last.country != place.country).then_some(RiskReason::NewCountry));
        let is_impossible = is_new && is_too_far(last, place, attempt.now.seconds() - at.seconds());
        found.extend(is_impossible.then_some(RiskReason::ImpossibleTravel));
    }
    found
}

/// What software calls itself anybody can say: in a new network only a device that has an id is known.
fn is_new_device(habits: &Habits, attempt: &Attempt<'_>, is_new_network: bool) -> bool {
    let name = attempt.origin.device_name();
    let is_known_name = name.is_none_or(|name| habits.has_device(&name));
    let tells_enough = !is_new_network || attempt.origin.device.is_some();
    !(attempt.has_known_device || is_known_name && tells_enough)
}

fn is_too_far(from: &Place, to: &Place, seconds: i64) -> bool {
    from.km_to(to).is_some_and(|km| (km - KM_OF_ERROR) * 3_600 > KM_AN_HOUR_MAX * seconds.max(0))
}

fn proof_reasons(attempt: &Attempt<'_>) -> Vec<RiskReason> {
    let often_wrong = attempt.wrong_passwords >= WRONG_PASSWORDS;
    Vec::from_iter(often_wrong.then_some(RiskReason::WrongPasswords))
}

/// What others do at the same address and in the same pool says nothing about a user who is where she usually is.
fn traffic_reasons(habits: &Habits, attempt: &Attempt<'_>) -> Vec<RiskReason> {
    if attempt.origin.network().is_some_and(|network| habits.has_network(&network)) {
        return Vec::new();
    }
    let Traffic { accounts_wrong, accounts_right, pool_wrong, pool_right } = attempt.traffic;
    // Behind the one address of a large network some always mistype: there most are right.
    let of_address = match accounts_wrong {
        wrong if wrong <= accounts_right => None,
        MANY_ACCOUNTS.. => Some(RiskReason::ManyAccounts),
        SEVERAL_ACCOUNTS.. => Some(RiskReason::SeveralAccounts),
        _ => None,
    };
    let is_under_attack =
        pool_wrong >= POOL_WRONG_MIN && pool_wrong >= pool_right.saturating_mul(WRONG_FOR_EACH_RIGHT);
    of_address.into_iter().chain(is_under_attack.then_some(RiskReason::PoolUnderAttack)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use RiskReason::{
        BlockedRange, DisownedNetwork, ImpossibleTravel, ManyAccounts, NewCountry, NewDevice, NewNetwork,
        PoolUnderAttack, SeveralAccounts, WrongPasswords,
    };

    const NOW: Timestamp = Timestamp::from_seconds(100_000);

    fn origin(address: &str, software: &str) -> Origin {
        let (address, software) = (address.to_owned().into(), software.to_owned().into());
        Origin { address, software, ..Origin::default() }
    }

    fn at(origin: Origin, country: &str, at: (i32, i32)) -> Origin {
        let place = Place { country: country.to_owned(), city: String::new(), at: Some(at) };
        Origin { place: Some(place.into()), ..origin }
    }

    fn home() -> Origin {
        at(origin("192.0.2.1", "Firefox/1"), "DE", (5252, 1340))
    }

    /// The user has signed in at home an hour ago.
    fn usual() -> Habits {
        let mut habits = Habits::default();
        habits.learn(&home(), NOW.plus_seconds(-3_600));
        habits
    }

    fn attempt(origin: &Origin) -> Attempt<'_> {
        Attempt {
            origin,
            traffic: Traffic::default(),
            wrong_passwords: 0,
            has_known_device: false,
            in_blocked_range: false,
            now: NOW,
        }
    }

    #[track_caller]
    fn check(
        habits: &Habits,
        attempt: &Attempt<'_>,
        level: Option<RiskLevel>,
        reasons: impl IntoIterator<Item = RiskReason>,
    ) {
        assert_eq!(judge(habits, attempt), (level, reasons.into_iter().collect()));
    }

    #[test]
    fn a_user_where_she_usually_is_meets_nothing_whatever_others_do_there() {
        let (home, flood) =
            (home(), Traffic { accounts_wrong: 500, pool_wrong: 9_000, ..Traffic::default() });
        check(&usual(), &attempt(&home), None, []);
        check(&usual(), &Attempt { traffic: flood, ..attempt(&home) }, None, []);
        let neighbour = origin("192.0.2.77", "Firefox/2");
        check(&usual(), &attempt(&neighbour), None, []);
    }

    #[test]
    fn the_first_sign_in_that_is_watched_is_not_unusual() {
        check(&Habits::default(), &attempt(&home()), None, []);
    }

    #[test]
    fn what_is_unusual_about_the_origin_adds_up() {
        use RiskLevel::{High, Low, Medium};
        let new_network = origin("198.51.100.1", "curl/8");
        check(&usual(), &attempt(&new_network), Some(Medium), [NewNetwork, NewDevice]);
        check(&usual(), &attempt(&origin("192.0.2.1", "curl/8")), Some(Low), [NewDevice]);
        let on_known = |origin| Attempt { has_known_device: true, ..attempt(origin) };
        check(&usual(), &on_known(&new_network), Some(Low), [NewNetwork]);
        let nearby = at(new_network.clone(), "FR", (4857, 770));
        check(&usual(), &on_known(&nearby), Some(Medium), [NewNetwork, NewCountry]);
        let sydney = at(new_network.clone(), "AU", (-3387, 15121));
        let reasons = [NewNetwork, NewCountry, ImpossibleTravel];
        check(&usual(), &on_known(&sydney), Some(High), reasons);
        let a_day_later = Attempt { now: NOW.plus_seconds(86_400), ..on_known(&sydney) };
        check(&usual(), &a_day_later, Some(Medium), [NewNetwork, NewCountry]);
    }

    #[test]
    fn a_stranger_who_copies_the_name_of_the_users_browser_is_no_known_device() {
        let copied = origin("198.51.100.1", "Firefox/1");
        check(&usual(), &attempt(&copied), Some(RiskLevel::Medium), [NewNetwork, NewDevice]);
        let with_id =
            |address| Origin { device: Some("d1".to_owned().into()), ..origin(address, "Firefox/1") };
        let mut habits = usual();
        habits.learn(&with_id("192.0.2.1"), NOW);
        let travelling = with_id("198.51.100.1");
        check(&habits, &attempt(&travelling), Some(RiskLevel::Low), [NewNetwork]);
    }

    #[test]
    fn wrong_passwords_before_the_right_one_count_from_the_third_on() {
        let home = home();
        let after = |wrong_passwords| Attempt { wrong_passwords, ..attempt(&home) };
        check(&usual(), &after(2), None, []);
        check(&usual(), &after(3), Some(RiskLevel::Low), [WrongPasswords]);
    }

    #[test]
    fn an_address_that_tries_many_accounts_is_one_of_an_attacker() {
        let elsewhere = origin("198.51.100.1", "Firefox/1");
        let traffic = |accounts_wrong, accounts_right| Attempt {
            traffic: Traffic { accounts_wrong, accounts_right, ..Traffic::default() },
            ..attempt(&elsewhere)
        };
        let fresh = Habits::default();
        check(&fresh, &traffic(4, 0), None, []);
        check(&fresh, &traffic(5, 0), Some(RiskLevel::Medium), [SeveralAccounts]);
        check(&fresh, &traffic(20, 3), Some(RiskLevel::High), [ManyAccounts]);
        check(&fresh, &traffic(20, 20), None, []);
    }

    #[test]
    fn a_pool_is_under_attack_when_most_of_many_proofs_are_wrong() {
        let elsewhere = origin("198.51.100.1", "Firefox/1");
        let traffic = |pool_wrong, pool_right| Attempt {
            traffic: Traffic { pool_wrong, pool_right, ..Traffic::default() },
            has_known_device: true,
            ..attempt(&elsewhere)
        };
        let under_attack = [NewNetwork, PoolUnderAttack];
        check(&usual(), &traffic(100, 25), Some(RiskLevel::Medium), under_attack);
        check(&usual(), &traffic(99, 0), Some(RiskLevel::Low), [NewNetwork]);
        check(&usual(), &traffic(100, 26), Some(RiskLevel::Low), [NewNetwork]);
    }

    #[test]
    fn what_was_said_of_a_network_outweighs_all_else() {
        let (mut habits, elsewhere) = (usual(), origin("198.51.100.1", "Firefox/1"));
        habits.correct("198.51.100.0/24", false);
        check(&habits, &attempt(&elsewhere), Some(RiskLevel::High), [DisownedNetwork, NewNetwork, NewDevice]);
        habits.correct("198.51.100.0/24", true);
        check(&habits, &attempt(&elsewhere), None, []);
        let home = home();
        let listed = Attempt { in_blocked_range: true, ..attempt(&home) };
        check(&usual(), &listed, Some(RiskLevel::High), [BlockedRange]);
    }
}
