//! Whether an unknown user name costs the server what a user's costs. Where a client hides which users exist, answers wait until their time
//! has come, which hides what they cost only while the server has little else to do: under load a name that costs less is answered sooner.
//! The processor time of the server's process is measured, which does not depend on what else the machine does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::fs;

use tests::{
    api,
    server::Recognito,
    strangers::{Strangers, assert_refused},
};

/// Names of each kind.
const NAMES: usize = 24;
/// Names that are measured at once: the kernel counts in hundredths of a second, of which one call takes a few.
const BLOCK: usize = 6;
/// At most so many times what the other kind costs. Without the work on a password nearly nothing is left.
const RATIO_MAX: f64 = 1.6;

/// What is asked for a name.
type Call = fn(&Strangers<Recognito>, &str);

fn by_password(world: &Strangers<Recognito>, name: &str) {
    let message = "Incorrect username or password.";
    assert_refused(&world.sign_in(name, "Wrong-Engine-1843"), "NotAuthorizedException", message);
}

fn by_srp(world: &Strangers<Recognito>, name: &str) {
    let challenge = api::succeeded(&world.srp(name))["ChallengeParameters"].clone();
    let message = "Incorrect username or password.";
    assert_refused(&world.answer_srp(&challenge), "NotAuthorizedException", message);
}

/// Hundredths of a second that the server's process has worked.
fn worked(server: &Recognito) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    // Behind the name, which may hold anything: proc(5) counts from 1, and the name is the second.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// What users and unknown names cost, in hundredths of a second, measured in turn.
fn costs(world: &Strangers<Recognito>, call: Call) -> [u64; 2] {
    let mut costs = [0; 2];
    for block in 0..NAMES / BLOCK {
        for (cost, kind) in costs.iter_mut().zip(["knows", "nobody"]) {
            let before = worked(&world.server);
            (0..BLOCK).for_each(|n| call(world, &format!("{kind}-{}", block * BLOCK + n)));
            *cost += worked(&world.server) - before;
        }
    }
    costs
}

#[test]
fn an_unknown_name_costs_the_processor_time_of_a_users() {
    let world = Strangers::on(Recognito::start(), "ENABLED");
    (0..NAMES).for_each(|n| world.confirmed(&format!("knows-{n}")));
    for (title, call) in [("password", by_password as Call), ("SRP", by_srp)] {
        let [users, unknown] = costs(&world, call).map(|cost| f64::from(u32::try_from(cost).unwrap()));
        eprintln!("{title}: users {users} cs, unknown names {unknown} cs");
        let ratio = users.max(unknown) / users.min(unknown).max(1.0);
        assert!(ratio < RATIO_MAX, "{title}: users {users} cs, unknown names {unknown} cs");
    }
}
