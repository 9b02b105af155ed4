//! The steps of a sequence.

use tests::random::Random;

/// Names of users.
pub(super) const NAMES: [&str; 3] = ["ada", "bob", "eve"];
/// Names of groups.
pub(super) const GROUPS: [&str; 2] = ["editors", "readers"];
/// Addresses, by which users sign in too once they are verified.
pub(super) const ADDRESSES: [&str; 2] = ["one@example.com", "two@example.com"];
/// Steps on sessions choose among so many of the newest.
const SESSIONS: usize = 4;

/// What each sequence begins with, so that there is something to do.
pub(super) const BEGINNING: [Step; 8] = [
    Step::MakeGroup(0),
    Step::SignUp(0),
    Step::Confirm(0),
    Step::Invite(1),
    Step::SetPassword { user: 1, lasting: true },
    Step::GiveAddress { user: 1, address: 0 },
    Step::SignIn { user: 0, right: true },
    Step::SignInByAddress { address: 0, right: true },
];

/// A step. Users, groups and addresses are places in their lists; a session is its place among the newest, 0 the last.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    SignUp(usize),
    Confirm(usize),
    Invite(usize),
    SetPassword { user: usize, lasting: bool },
    GiveAddress { user: usize, address: usize },
    Delete(usize),
    Disable(usize),
    Enable(usize),
    MakeGroup(usize),
    EndGroup(usize),
    Join { user: usize, group: usize },
    Leave { user: usize, group: usize },
    SignIn { user: usize, right: bool },
    SignInByAddress { address: usize, right: bool },
    Refresh(usize),
    Look(usize),
    SignOut(usize),
    SignOutUser(usize),
    Revoke(usize),
    ChangePassword(usize),
    SetUpApp(usize),
    SwitchAppOff(usize),
}

impl Step {
    /// Any step. Those of which others live are the likeliest.
    pub(super) fn any(random: &mut Random) -> Self {
        let user = random.below(NAMES.len());
        let (group, address) = (random.below(GROUPS.len()), random.below(ADDRESSES.len()));
        let (session, right) = (random.below(SESSIONS), random.below(5) > 0);
        match random.below(40) {
            0 => Self::SignUp(user),
            1 => Self::Confirm(user),
            2 => Self::Invite(user),
            3 | 4 => Self::SetPassword { user, lasting: random.below(4) > 0 },
            5 | 6 => Self::GiveAddress { user, address },
            7 => Self::Delete(user),
            8 => Self::Disable(user),
            9 | 10 => Self::Enable(user),
            11 => Self::MakeGroup(group),
            12 => Self::EndGroup(group),
            13 | 14 => Self::Join { user, group },
            15 => Self::Leave { user, group },
            16..=22 => Self::SignIn { user, right },
            23..=25 => Self::SignInByAddress { address, right },
            26 | 27 => Self::Refresh(session),
            28 | 29 => Self::Look(session),
            30 => Self::SignOut(session),
            31 => Self::SignOutUser(user),
            32..=34 => Self::Revoke(session),
            35 | 36 => Self::ChangePassword(session),
            37 | 38 => Self::SetUpApp(session),
            _ => Self::SwitchAppOff(session),
        }
    }
}
