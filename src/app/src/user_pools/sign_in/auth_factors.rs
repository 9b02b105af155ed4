//! `GetUserAuthFactors`: by what a user can sign in.

use domain::user_pools::{
    sign_in::{self, Began, Ceremony, FirstFactor, Flow, SignInUser},
    user::User,
};

use crate::{
    Answer,
    user_pools::{UserPools, bearer::Bearer, pools::OpenPool, users::Shown},
};

/// By what a user can sign in.
pub struct AuthFactors {
    /// The user, with the second factors.
    pub user: Shown,
    /// The first factors.
    pub first: Vec<FirstFactor>,
}

impl UserPools {
    /// The factors of the user of an access token.
    pub async fn auth_factors(&self, bearer: &Bearer) -> Answer<AuthFactors> {
        self.auth_factors_of(&bearer.pool, &bearer.claims.sub, &bearer.user).await
    }

    /// The factors of the user of any name.
    pub async fn admin_auth_factors(&self, pool_id: &str, username: &str) -> Answer<AuthFactors> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        self.auth_factors_of(&pool, stream.id.id(), &user).await
    }

    /// A password counts once, whether it is sent or proved.
    async fn auth_factors_of(&self, pool: &OpenPool, sub: &str, user: &User) -> Answer<AuthFactors> {
        let now = self.core.clock().now();
        let way = (Flow::Choice, Began::Public);
        let ceremony = Ceremony::begin([0; 16], SignInUser::NotNamed, [0; 16], way, now);
        let rules = self.rules_of(pool, true).await?;
        let person = user.person(now);
        let mut offered = sign_in::offers(&rules, &person, &ceremony);
        offered.remove(&FirstFactor::PasswordSrp);
        offered.retain(|factor| person.has_password || !factor.is_password());
        let first = offered.into_iter().collect();
        Ok(AuthFactors { user: Shown::new(sub, user.profile()?)?, first })
    }
}
