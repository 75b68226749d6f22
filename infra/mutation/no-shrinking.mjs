// A property that fails has noticed the mutant; looking for the smallest example would only take time.
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
