//! A job that imports users is made.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateUserImportJobResponse, operations::CreateUserImportJob};

use super::user_import_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserImportJob {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool, role) = (&input.user_pool_id, &input.cloud_watch_logs_role_arn);
        let made = app.user_pools.create_import(pool, &input.job_name, role, moment).await?;
        Ok(CreateUserImportJobResponse { user_import_job: Some(user_import_shape::shown(pool, made)) })
    }
}
