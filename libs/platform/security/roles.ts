import { SetMetadata } from '@nestjs/common';
import { API_ROLES, type ApiRole } from './api-key.js';

export const ROLES_KEY = 'gridtally:roles';

/** Who may use a route or every route of a controller, besides `admin`. A route that names nobody is refused to all. */
export const Roles = (first: ApiRole, ...others: ApiRole[]) => SetMetadata(ROLES_KEY, [first, ...others]);

/** Any valid key. */
export const AnyRole = () => SetMetadata(ROLES_KEY, [...API_ROLES]);
