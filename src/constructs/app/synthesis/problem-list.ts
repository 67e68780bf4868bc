import { IConstruct } from 'constructs';
import { ProblemsError } from '../../../problems/problems-error';

/** Our own messages start with their code and already say where they belong. */
const OWN_CODE = 'ZT-';

/** Collects what is wrong with an app, so that one error can tell all of it. */
export class ProblemList {
  private readonly blocks = new Set<string>();
  private readonly causes: unknown[] = [];

  public get isEmpty(): boolean {
    return this.blocks.size === 0;
  }

  public add(construct: IConstruct, message: string): void {
    this.blocks.add(message.startsWith(OWN_CODE) ? message : `[${construct.node.path}] ${message}`);
  }

  public addThrown(construct: IConstruct, thrown: unknown): void {
    if (thrown instanceof ProblemsError) {
      for (const message of thrown.problems) this.add(construct, message);
      return;
    }
    this.add(construct, messageOf(thrown));
    this.causes.push(thrown);
  }

  /** Runs `work`; what it throws becomes a problem of the construct. */
  public attempt<T>(construct: IConstruct, work: () => T): T | undefined {
    try {
      return work();
    } catch (thrown) {
      this.addThrown(construct, thrown);
      return undefined;
    }
  }

  public throwIfAny(): void {
    if (!this.isEmpty) throw new ProblemsError([...this.blocks], this.causes);
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
}
