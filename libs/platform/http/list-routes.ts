import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { ApiRole } from '../security/api-key.js';
import type { RouteSettings } from '../security/public.js';
import { ROLES_KEY } from '../security/roles.js';
import { SCOPED_KEY, type ScopeRule } from '../security/scoped.js';
import type { HttpApp } from './http-app.js';

/** A route and who may use it. */
export type Route = Readonly<{
  method: string;
  path: string;
  handler: string;
  /** `public`, the roles named, or nobody because none was named. */
  opens: 'public' | readonly ApiRole[] | 'nobody';
  /** How it keeps scoped keys to what they may see; undefined = it says nothing, and so refuses them. */
  scoped: ScopeRule | undefined;
  /** Its controller's code asks `maySee` or `scopeOf` somewhere. */
  asksScope: boolean;
}>;

/** Every route of an app's controllers, by path and method: so that a spec can prove that none was forgotten. */
export const listRoutes = ({ nest }: HttpApp): readonly Route[] => {
  const scanner = new MetadataScanner();
  return nest.get(DiscoveryService).getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => routesOf(metatype, name, prototype[name]!));
    })
    .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
};

const routesOf = (controller: { name: string; toString(): string }, name: string, handler: object): Route[] => {
  const paths = texts(Reflect.getMetadata('path', handler));
  if (paths.length === 0) return [];
  const settings = Reflect.getMetadata('__fastify_route_config__', handler) as RouteSettings | undefined;
  const roles = (Reflect.getMetadata(ROLES_KEY, handler) ?? Reflect.getMetadata(ROLES_KEY, controller)) as readonly ApiRole[] | undefined;
  return texts(Reflect.getMetadata('path', controller)).flatMap((prefix) => paths.map((path) => ({
    method: RequestMethod[Reflect.getMetadata('method', handler) as number] ?? 'GET',
    path: `/${[prefix, path].flatMap((part) => part.split('/')).filter((part) => part !== '').join('/')}`,
    handler: `${controller.name}.${name}`,
    scoped: (Reflect.getMetadata(SCOPED_KEY, handler) ?? Reflect.getMetadata(SCOPED_KEY, controller)) as ScopeRule | undefined,
    asksScope: /\b(maySee|scopeOf)\b/.test(controller.toString()),
    opens: settings?.public ? 'public' : roles ?? 'nobody',
  })));
};

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
