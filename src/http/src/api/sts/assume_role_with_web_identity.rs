//! An identity assumes a role of its choice.

use app::{Answer, App};
use domain::Moment;
use wire::sts::operations::AssumeRoleWithWebIdentity;

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for AssumeRoleWithWebIdentity {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let assumed = app.sts.assume_role_with_web_identity(shapes::asked(input)?, moment).await?;
        Ok(shapes::assumed(assumed))
    }
}
