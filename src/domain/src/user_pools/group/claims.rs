//! What tokens say about the groups of a user.

use std::collections::BTreeSet;

use super::GroupConfig;

/// What tokens say about the groups of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupClaims {
    /// `cognito:groups`: names, the first in rank first, those of one rank by name.
    pub groups: Vec<String>,
    /// `cognito:roles`: the roles of these groups in the same order, each once.
    pub roles: Vec<String>,
    /// `cognito:preferred_role`: the role of the first in rank of the groups that have one; none where two of that rank have different
    /// roles.
    pub preferred_role: Option<String>,
}

impl GroupClaims {
    /// Of a user who is in these groups.
    pub fn of(mut groups: Vec<GroupConfig>) -> Self {
        groups.sort_by(|one, other| (rank(one), &one.name).cmp(&(rank(other), &other.name)));
        let roles = || groups.iter().filter_map(|group| Some((rank(group), group.role_arn.as_ref()?)));
        let best: BTreeSet<_> =
            roles().take_while(|(rank, _)| roles().next().is_some_and(|(first, _)| first == *rank)).collect();
        let preferred_role =
            if best.len() == 1 { best.first().map(|(_, role)| (*role).clone()) } else { None };
        let mut seen = BTreeSet::new();
        let distinct = roles().filter(|(_, role)| seen.insert(*role)).map(|(_, role)| role.clone()).collect();
        Self { roles: distinct, preferred_role, groups: groups.into_iter().map(|group| group.name).collect() }
    }
}

/// Where a group stands among others: without a precedence behind all that have one.
fn rank(group: &GroupConfig) -> (bool, Option<u32>) {
    (group.precedence.is_none(), group.precedence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, precedence: Option<u32>, role: Option<&str>) -> GroupConfig {
        let role_arn = role.map(ToOwned::to_owned);
        GroupConfig { name: name.to_owned(), precedence, role_arn, description: None }
    }

    fn preferred(groups: &[GroupConfig]) -> Option<String> {
        GroupClaims::of(groups.to_vec()).preferred_role
    }

    #[test]
    fn groups_come_by_rank_and_then_by_name_and_each_role_once() {
        let groups = vec![
            group("unranked", None, Some("a")),
            group("second", Some(2), None),
            group("first", Some(0), Some("b")),
            group("also second", Some(2), Some("a")),
        ];
        let claims = GroupClaims::of(groups);
        assert_eq!(claims.groups, ["first", "also second", "second", "unranked"]);
        assert_eq!(claims.roles, ["b", "a"]);
        assert_eq!(claims.preferred_role.as_deref(), Some("b"));
    }

    #[test]
    fn the_role_of_the_first_group_that_has_one_is_preferred() {
        let without_role = group("first", Some(0), None);
        let groups = [without_role, group("second", Some(1), Some("a")), group("third", None, Some("b"))];
        assert_eq!(preferred(&groups).as_deref(), Some("a"));
        assert_eq!(preferred(&[group("only", None, Some("a"))]).as_deref(), Some("a"));
        assert_eq!(preferred(&[]), None);
    }

    #[test]
    fn between_two_roles_of_one_rank_none_is_preferred() {
        for rank in [Some(1), None] {
            assert_eq!(preferred(&[group("one", rank, Some("a")), group("other", rank, Some("b"))]), None);
            let same = [group("one", rank, Some("a")), group("other", rank, Some("a"))];
            assert_eq!(preferred(&same).as_deref(), Some("a"));
        }
    }
}
