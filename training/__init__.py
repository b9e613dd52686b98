"""Make the Dutch embedder that ships in `index/model/`, the lexicon beside it, and the reader in `rag/model/`.

One module is one noun of the recipe. Imports point downwards only:

    data        what the shared folder and `material/` hold, split and guarded
    e5          the ancestor, multilingual-e5-small, out of its package
    vocabulary  the pieces that Dutch and English use (the tokenizer)
    student     some layers of the ancestor over those pieces; the teacher, which is all of it
    sources     what a batch may hold
    mining      hard negatives: what the student takes for an answer and is none
    losses      what a batch costs
    course      steps over batches, kept and resumed; `courses` are those that made the model
    exercises   queries about one item: which units answer, or that none does
    joint       the reader: some of the student's layers, over its vectors of query and item together
    reading     a course for the reader
    export      a student -> a sentence-transformers folder; a reader -> its folder
    evaluate    a student's folder -> figures; `examination`: a reader's
"""
