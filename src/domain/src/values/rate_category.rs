//! The categories in which AWS counts the requests of user pools, and how many of each it serves in a second where nothing was agreed.

/// A category of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are AWS's, and all that is to be said")]
pub enum RateCategory {
    ClientAuthentication,
    UserAccountRecovery,
    UserAuthentication,
    UserCreation,
    UserFederation,
    UserList,
    UserPoolClientRead,
    UserPoolClientUpdate,
    UserPoolRead,
    UserPoolResourceRead,
    UserPoolResourceUpdate,
    UserPoolUpdate,
    UserRead,
    UserResourceRead,
    UserResourceUpdate,
    UserToken,
    UserUpdate,
}

impl RateCategory {
    /// All of them, by name.
    pub const ALL: [Self; 17] = [
        Self::ClientAuthentication,
        Self::UserAccountRecovery,
        Self::UserAuthentication,
        Self::UserCreation,
        Self::UserFederation,
        Self::UserList,
        Self::UserPoolClientRead,
        Self::UserPoolClientUpdate,
        Self::UserPoolRead,
        Self::UserPoolResourceRead,
        Self::UserPoolResourceUpdate,
        Self::UserPoolUpdate,
        Self::UserRead,
        Self::UserResourceRead,
        Self::UserResourceUpdate,
        Self::UserToken,
        Self::UserUpdate,
    ];

    /// AWS's name of it, and the requests a second that AWS serves at no charge.
    const fn row(self) -> (&'static str, u32) {
        match self {
            Self::ClientAuthentication => ("ClientAuthentication", 150),
            Self::UserAccountRecovery => ("UserAccountRecovery", 30),
            Self::UserAuthentication => ("UserAuthentication", 120),
            Self::UserCreation => ("UserCreation", 50),
            Self::UserFederation => ("UserFederation", 25),
            Self::UserList => ("UserList", 30),
            Self::UserPoolClientRead => ("UserPoolClientRead", 15),
            Self::UserPoolClientUpdate => ("UserPoolClientUpdate", 15),
            Self::UserPoolRead => ("UserPoolRead", 15),
            Self::UserPoolResourceRead => ("UserPoolResourceRead", 20),
            Self::UserPoolResourceUpdate => ("UserPoolResourceUpdate", 15),
            Self::UserPoolUpdate => ("UserPoolUpdate", 15),
            Self::UserRead => ("UserRead", 120),
            Self::UserResourceRead => ("UserResourceRead", 50),
            Self::UserResourceUpdate => ("UserResourceUpdate", 25),
            Self::UserToken => ("UserToken", 120),
            Self::UserUpdate => ("UserUpdate", 25),
        }
    }

    /// AWS's name of it.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The requests a second that AWS serves at no charge.
    pub const fn free_per_second(self) -> u32 {
        self.row().1
    }

    /// The category of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_found_by_its_own_name() {
        assert!(RateCategory::ALL.is_sorted());
        for category in RateCategory::ALL {
            assert_eq!(RateCategory::of_name(category.name()), Some(category));
        }
        assert_eq!(RateCategory::of_name("UserDreams"), None);
    }
}
